"""Partial credit and leaderboard entries.

gradescope-utils' decorators keep what a test sets on the function, where one student's points could reach the next.
Here they are removed around each run of a check, so that they belong to that run.
"""

from __future__ import annotations

import math
from typing import Any

from autograder.errors import GraderError
from autograder.grading.remote.objects import Remote
from autograder.model import Check, LeaderboardEntry
from autograder.model.outcome import TOLERANCE
from autograder.text import plain

_MOST_TEXT = 200
_KEPT = ("__score__", "__leaderboard_value__")


def clear(function: Any) -> None:
    """Forget what an earlier run has set."""
    for name in _KEPT:
        vars(function).pop(name, None)


def earned(check: Check, function: Any, passed: bool) -> float:
    """The points: the value given to `set_score`, whatever happened after; else all or none.

    Raises:
        GraderError: the score is not a number between 0 and the check's points.
    """
    score = vars(function).get("__score__") if function is not None else None
    if score is None:
        return check.points if passed else 0.0
    number = _number(score)
    if not 0 <= number <= check.points + TOLERANCE:  # nor is not-a-number
        told = plain(repr(score), _MOST_TEXT) if isinstance(score, float) else f"a {type(score).__name__}, {number}"
        raise GraderError(check.id, f"set_score({told}) is not between 0 and {check.points:g}", "clip it in the test")
    return min(number, check.points)


def leaderboard_entry(check: Check, function: Any) -> LeaderboardEntry | None:
    """The leaderboard column that a check has set, if it has; none if its value is not a finite number.

    Raises:
        GraderError: its value is neither text nor a number.
    """
    column = getattr(function, "__leaderboard_column__", None)
    value = vars(function).get("__leaderboard_value__") if column is not None else None
    if value is None:
        return None
    if isinstance(value, str):
        value = plain(value, _MOST_TEXT)
    else:
        number = _number(value)
        if math.isnan(number) and not isinstance(value, float):
            what = f"set_leaderboard_value() was given a {type(value).__name__}"
            raise GraderError(check.id, what, "give a number or text")
        if not math.isfinite(number):
            return None
        value = number
    return LeaderboardEntry(str(column), value, getattr(function, "__leaderboard_sort_order__", "desc") or "desc")


def _number(value: Any) -> float:
    """A number, which may be an answer of student code; NaN if it is not a number."""
    if isinstance(value, (bool, str, bytes, bytearray, Remote)):
        return math.nan
    try:
        return float(value)
    except Exception:
        return math.nan
