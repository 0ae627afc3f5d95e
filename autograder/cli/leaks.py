"""`autograder leaks`: scan handouts, and anything else that will be published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.leaks import find_leaks, secrets_of
from autograder.cli.say import say
from autograder.config import chosen_names, load_assignment
from autograder.errors import InputError
from autograder.model import Assignment, Course
from autograder.text import many


def leaks(course: Course, paths: Sequence[Path]) -> int:
    """Scan files, archives, folders and whole repositories for the secrets of every homework; 1 if any is found.

    Raises:
        InputError: there is nothing at a path, or no reference solution to compare with.
    """
    owned = [one for one in _all(course) if one.solution.is_dir()]
    if not owned:
        what = "is not here, so there is no telling what is secret"
        raise InputError("reference_solutions", what, "run this in the staff's course, which has the folder")
    secrets = secrets_of(owned)
    found = [leak for path in paths for leak in find_leaks(path, secrets, path.as_posix())]
    for leak in found:
        say(str(leak))
    searched, homeworks = ", ".join(path.as_posix() for path in paths), many(len(owned), "homework")
    say(f"{searched}: {many(len(found), 'leak') if found else 'no leak'} of {homeworks}")
    return 1 if found else 0


def _all(course: Course) -> list[Assignment]:
    return [load_assignment(course, name) for name in chosen_names(course)]
