"""What the command line's authoring subcommands do, and the exit codes they end with."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from autograder.authoring.starter import differences, shown, write_starter
from autograder.config import assignment_names, load_assignment
from autograder.model import Assignment, Course


def starter(course: Course, names: Sequence[str], check: bool = False) -> int:
    """Derive starter/ of the named homeworks (all, if none is named), or only compare; 1 when they differ.

    Raises:
        InputError: a homework or its reference solution is not there, or a marker is wrong.
    """
    code = 0
    for assignment in assignments(course, names):
        code |= _compare(assignment) if check else _write(assignment)
    return code


def assignments(course: Course, names: Sequence[str]) -> list[Assignment]:
    """The named homeworks, or all of the course."""
    return [load_assignment(course, name) for name in names or assignment_names(course)]


def _write(assignment: Assignment) -> int:
    changed, where = write_starter(assignment), shown(assignment, assignment.starter)
    for path in changed:
        _say(f"{where}/{path}: {'written' if (assignment.starter / path).exists() else 'removed'}")
    if not changed:
        _say(f"{where}: up to date")
    return 0


def _compare(assignment: Assignment) -> int:
    found, where = differences(assignment), shown(assignment, assignment.starter)
    for difference in found:
        _say(f"{where}/{difference.path}: {difference.what}; run 'autograder starter {assignment.name}'")
    if not found:
        _say(f"{where}: up to date")
    return 1 if found else 0


def _say(line: str) -> None:
    Console(soft_wrap=True).print(Text(line))
