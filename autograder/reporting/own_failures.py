"""Failures of our own in a class: which check, why and where, once each with how many scores it withholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.model import BatchEntry, Check, Verdict
from autograder.text import one_line


@dataclass(frozen=True)
class OwnFailure:
    """One check that failed by itself.

    Attributes:
        what: for staff, in one line: where, why, and what to do as far as that is known.
        count: submissions whose score it withholds.
    """

    check: Check
    what: str
    count: int


def own_failures(entries: Iterable[BatchEntry]) -> tuple[OwnFailure, ...]:
    """The most frequent first; equal ones in the order in which they came."""
    outcomes = [outcome for entry in entries if entry.grading for outcome in entry.grading.outcomes]
    broken = [outcome for outcome in outcomes if outcome.verdict is Verdict.GRADER_ERROR]
    checks = {outcome.check.id: outcome.check for outcome in broken}
    counted = Counter((outcome.check.id, _what(outcome.reason, outcome.staff)) for outcome in broken)
    return tuple(OwnFailure(checks[id], what, count) for (id, what), count in counted.most_common())


def _what(reason: str, staff: str) -> str:
    """The reason, else the last line of the traceback, which names the exception."""
    told = reason.strip() or staff.strip().rpartition("\n")[2]
    return one_line(told) or "nothing more is known; grade one of these submissions by itself"
