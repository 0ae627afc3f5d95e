"""Checks of a property that found wrong values: their verdict depends on the checks that judge the values.

A test says so with an AssertionError that has `not_judged`, the numbers of those checks, and its reason as its cause
(assignments/shared/judging.py). If they fail, too, they report the mistake, and this check is *not judged*: it has a
verdict of its own, and loses its points. If all of them have passed, nothing else reports it, so this check has failed.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from autograder.grading.remote.faults import StudentError
from autograder.model import Outcome, Verdict
from autograder.text import listed


def awaited_checks(error: BaseException | None) -> tuple[str, ...]:
    """The numbers of the checks that have to pass before the one that ended with `error` can judge; none for most."""
    if not isinstance(error, AssertionError) or isinstance(error, StudentError):
        return ()
    numbers = getattr(error, "not_judged", ())
    return numbers if isinstance(numbers, tuple) and all(isinstance(number, str) for number in numbers) else ()


def first_make(numbers: tuple[str, ...], message: str) -> str:
    """What a student reads; `message` is what was seen."""
    return f"first make {listed(numbers)} pass; this check cannot judge before that, because here\n{message}"


def settled(outcome: Outcome, passed: Set[str]) -> Outcome:
    """The outcome, which is a failure if all checks that it waited for have passed.

    Args:
        passed: the numbers of the checks that have passed so far. For a visible check these are visible ones, which run
            first; so no visible outcome depends on a hidden one.
    """
    if outcome.verdict is not Verdict.NOT_JUDGED or not set(outcome.awaits) <= passed:
        return outcome
    numbers = listed(outcome.awaits)
    passes = "passes" if len(outcome.awaits) == 1 else "pass"
    seen = outcome.message.partition("\n")[2]
    return replace(outcome, verdict=Verdict.FAILED, message=f"{numbers} {passes}, but here\n{seen}")
