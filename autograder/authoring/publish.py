"""What students get: handouts and the course's site, as the command line's subcommands build them."""

from __future__ import annotations

import functools
import hashlib
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.handout.freshness import digest_of_inputs, is_fresh, write_handout
from autograder.authoring.writeup.wording import moment, size
from autograder.config import assignment_names, load_assignment, zone_named
from autograder.errors import InputError
from autograder.model import Assignment, Course

if TYPE_CHECKING:
    from autograder.authoring.leaks import Secrets


def handout(course: Course, names: Sequence[str]) -> int:
    """Build the zip, PDF and page of the named homeworks (all, if none is named) in build/handouts/.

    A homework that cannot be handed out does not stop the others; the exit code then is 2.
    """
    code, secrets = 0, secrets_when_needed(course)
    for name in names or assignment_names(course):
        try:
            assignment = load_assignment(course, name)
            _tell(assignment, refresh(assignment, secrets))
        except InputError as error:
            print(error, file=sys.stderr)
            code = error.exit_code
    if not (course.root / "reference_solutions").is_dir():
        print("reference_solutions: is not here, so nothing was compared with it", file=sys.stderr)
    return code


def handouts_folder(course: Course) -> Path:
    """Where handouts lie."""
    return course.root / "build" / "handouts"


def handout_files(assignment: Assignment) -> tuple[Path, ...]:
    """The three files of a handout: zip, PDF, page."""
    folder = handouts_folder(assignment.course)
    return tuple(folder / f"{assignment.name}{kind}" for kind in (".zip", ".pdf", ".html"))


def secrets_when_needed(course: Course) -> Callable[[], Secrets | None]:
    """What must not be handed out, read once and only if asked for; None where there is no reference solution."""

    @functools.cache
    def read() -> Secrets | None:
        from autograder.authoring.leaks import secrets_of  # slow to import, and seldom needed

        if not (course.root / "reference_solutions").is_dir():
            return None
        return secrets_of([load_assignment(course, name) for name in assignment_names(course)])

    return read


def refresh(assignment: Assignment, secrets: Callable[[], Secrets | None]) -> bool:
    """Build the handout if anything it is made from has changed; whether it was built.

    Raises:
        InputError: it cannot be handed out; what was there stays as it was.
    """
    folder, inputs = handouts_folder(assignment.course), digest_of_inputs(assignment)
    if is_fresh(assignment, folder, inputs):
        return False
    from autograder.authoring.handout.build import build_handout  # slow to import, and seldom needed

    write_handout(assignment, folder, inputs, build_handout(assignment, secrets()))
    return True


def _tell(assignment: Assignment, built: bool) -> None:
    for path in handout_files(assignment):
        content = path.read_bytes()
        state = "written" if built else "up to date"
        shown = path.relative_to(assignment.course.root).as_posix()
        print(f"{shown}: {state}, {size(len(content))}, sha256 {hashlib.sha256(content).hexdigest()}")


def site(course: Course, as_of: str | None) -> int:
    """Write build/site/: the pages of what is released at `as_of` (default: now), and nothing else.

    Raises:
        InputError: a released homework cannot be handed out; the site that was there stays as it was.
    """
    from autograder.authoring.site.build import build_site, released_assignments
    from autograder.authoring.site.released import parse_as_of

    zone = zone_named(course.time_zone)
    when = parse_as_of(as_of, zone) if as_of else datetime.now(zone)
    shown, secrets = released_assignments(course, when), secrets_when_needed(course)
    for assignment in shown:
        refresh(assignment, secrets)
    files = build_site(course, when, [(assignment, handout_files(assignment)) for assignment in shown])
    folder = course.root / "build" / "site"
    _replace_folder(folder, files)
    print(f"build/site: {len(files)} files, as of {moment(when)}; open {folder / 'index.html'}")
    for name in assignment_names(course):
        if course.scheduled(name) is None:
            print(f"{name}: is not on the site, because the schedule in assignments/course.yaml does not name it")
    return 0


def _replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder with exactly these files; what it held before is gone, so nothing stays that is no longer shown."""
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    for leftover in (part, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for path, content in files.items():
        target = part / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
