"""Puts the collected checks into the order in which results list them."""

from __future__ import annotations

from autograder.errors import GraderError
from autograder.grading import messages
from autograder.model import Assignment, Check


def usable_checks(found: messages.Collected, assignment: Assignment) -> tuple[Check, ...]:
    """The checks, in order.

    Raises:
        GraderError: the tests could not be collected, or two of them have the same name.
    """
    if found.error:
        what = f"its tests cannot be used:\n{found.error}"
        raise GraderError(f"assignments/{assignment.name}", what, "correct them")
    known: set[str] = set()
    for check in found.checks:
        if check.id in known:
            raise GraderError(check.id, "there are two checks of this name", "rename one")
        known.add(check.id)
    return tuple(sorted(found.checks, key=_order))


def _order(check: Check) -> tuple[object, ...]:
    """The sort key of results: by number as people count (6.2 before 6.10), public before hidden; unnumbered last."""
    parts = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in check.number.split("."))
    return (not check.number, parts, check.secret, check.id)
