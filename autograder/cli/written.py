"""`autograder written`: Gradescope's outline and the answer key for the written questions."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.authoring.leaks import secrets_of
from autograder.authoring.written.build import KEY, build_written
from autograder.cli.say import say
from autograder.config import assignment_names, load_assignment
from autograder.files import make_folder, replace_file
from autograder.model import Course


def written(course: Course, names: Sequence[str]) -> int:
    """Write build/written/<homework>/ of the named homeworks (all with written questions, if none is named).

    Raises:
        InputError: a homework has no questions or no answers, or its outline would give an answer away.
    """
    everything = [load_assignment(course, name) for name in assignment_names(course)]
    secrets = secrets_of([one for one in everything if one.solution.is_dir()])
    chosen = [load_assignment(course, name) for name in names] or [one for one in everything if one.written]
    for assignment in chosen:
        folder = course.root / "build" / "written" / assignment.name
        make_folder(folder)
        for name, data in build_written(assignment, secrets).items():
            replace_file(folder / name, data)
            say(f"{folder / name}{': for graders only' if name == KEY else ''}")
    return 0
