"""Partial credit and leaderboard entries.

gradescope-utils' decorators keep what a test sets on the function, where one student's points could reach the next.
Here they are taken off around each run of a check, so that they live in the run.
"""

from __future__ import annotations

import math
from typing import Any

from autograder.errors import GraderError
from autograder.model import Check, LeaderboardEntry

_KEPT = ("__score__", "__leaderboard_value__")


def clear(function: Any) -> None:
    """Forget what an earlier run has set."""
    for name in _KEPT:
        vars(function).pop(name, None)


def earned(check: Check, function: Any, passed: bool) -> float:
    """Points: what `set_score` was given, whatever came after; else all or none.

    Raises:
        GraderError: the score is no number between 0 and the check's points.
    """
    score = vars(function).get("__score__") if function is not None else None
    if score is None:
        return check.points if passed else 0.0
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= check.points + 1e-9:
        raise GraderError(
            check.id, f"set_score({score!r}) is not between 0 and {check.points:g}", "clip it in the test"
        )
    return min(float(score), check.points)


def leaderboard_entry(check: Check, function: Any) -> LeaderboardEntry | None:
    """The column of the leaderboard that a check has set, if it did.

    Raises:
        GraderError: its value is neither text nor a finite number.
    """
    column = getattr(function, "__leaderboard_column__", None)
    value = vars(function).get("__leaderboard_value__") if column is not None else None
    if value is None:
        return None
    if not isinstance(value, str):
        try:
            value = float(value)
        except (TypeError, ValueError):
            raise GraderError(
                check.id, f"set_leaderboard_value({value!r}) is no number", "give a float or text"
            ) from None
        if not math.isfinite(value):
            return None
    return LeaderboardEntry(str(column), value, getattr(function, "__leaderboard_sort_order__", "desc") or "desc")
