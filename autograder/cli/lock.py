"""`autograder lock`: pin the versions of a homework's own packages."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.cli.authoring import assignments
from autograder.cli.say import say
from autograder.model import Course
from autograder.packaging.homework_lock import FILE, write_lock


def lock(course: Course, names: Sequence[str]) -> int:
    """Resolve `packages:` of the named homeworks (all, if none is named).

    Raises:
        InputError: there is no such homework, or pip finds no versions.
    """
    for assignment in assignments(course, names):
        locked = write_lock(assignment)
        say(f"assignments/{assignment.name}/{FILE}: " + ("written" if locked else "not needed: it names no packages"))
    return 0
