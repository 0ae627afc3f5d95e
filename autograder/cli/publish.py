"""`autograder handout` and `autograder site`: what students get."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from autograder.authoring.publish import handout_files, refresh, secrets_when_needed, write_site
from autograder.authoring.writeup.wording import moment, size
from autograder.cli.say import say, say_lines, sentence
from autograder.config import assignment_names, chosen_names, load_assignment, zone_named
from autograder.errors import InputError
from autograder.model import Assignment, Course


def handout(course: Course, names: Sequence[str]) -> int:
    """Build the zip, PDF and page of the named homeworks (all, if none is named) in build/handouts/.

    A homework that cannot be handed out does not stop the others; the exit code then is 2.
    """
    code, secrets = 0, secrets_when_needed(course)
    for name in chosen_names(course, names):
        try:
            assignment = load_assignment(course, name)
            _tell(assignment, refresh(assignment, secrets))
        except InputError as error:
            say_lines(sentence(error), is_error=True)
            code = error.exit_code
    if not (course.root / "reference_solutions").is_dir():
        say("reference_solutions: is not here, so no handout was compared with the solutions", is_error=True)
    return code


def _tell(assignment: Assignment, built: bool) -> None:
    for path in handout_files(assignment):
        content = path.read_bytes()
        state = "written" if built else "up to date"
        shown = path.relative_to(assignment.course.root).as_posix()
        say(f"{shown}: {state}, {size(len(content))}, sha256 {hashlib.sha256(content).hexdigest()}")


def site(course: Course, as_of: str | None) -> int:
    """Write build/site/: the pages of everything released by `as_of` (default: now), and nothing else.

    Raises:
        InputError: a released homework cannot be handed out; the old site is left unchanged.
    """
    from autograder.authoring.site.released import parse_as_of

    zone = zone_named(course.time_zone)
    when = parse_as_of(as_of, zone) if as_of else datetime.now(zone)
    folder, number = write_site(course, when)
    say(f"build/site: {number} files, as of {moment(when)}; open {folder / 'index.html'}")
    for name in assignment_names(course):
        if course.scheduled(name) is None:
            say(f"{name}: not on the site, because it is not in the schedule in assignments/course.yaml")
    return 0
