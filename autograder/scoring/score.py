"""Computes a Score from outcomes. A result that is missing by our fault withholds the score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import fsum

from autograder.model import Check, Grading, Outcome, Score, Verdict, Visibility
from autograder.text import many

_MOST_NAMED = 3


def score(grading: Grading) -> Score:
    """What a submission earned of the points of all checks.

    A check that was skipped or has no outcome yet earns nothing but counts towards the points possible; one that does
    not run before the due date is pending. A grader error or an unfinished run is not the student's fault: the numbers
    are there, but `withheld` says why they are not a score.

    Raises:
        ValueError: the outcomes do not belong to the checks, or there are two for one check.

    >>> from autograder.model import Mode, Run
    >>> checks = (Check("t.py::a", "A", points=3.0), Check("t.py::b", "B", points=2.0, secret=True,
    ...                                                    visibility=Visibility.AFTER_PUBLISHED))
    >>> outcomes = (Outcome(checks[0], Verdict.PASSED, earned=3.0), Outcome(checks[1], Verdict.FAILED))
    >>> score(Grading(Run("hw1", Mode.FULL, 1, "", ""), checks, outcomes))
    Score(earned=3.0, possible=5.0, visible_earned=3.0, visible_possible=3.0, pending=2.0, withheld='')
    """
    _require_own(grading)
    seen = shown_at_once(grading)
    ids = {check.id for check in seen.checks}
    return Score(
        earned=_earned(grading),
        possible=_points(grading.checks),
        visible_earned=_earned(seen),
        visible_possible=_points(seen.checks),
        pending=_points(check for check in grading.checks if check.id not in ids),
        withheld=_withheld(grading),
    )


def shown_at_once(grading: Grading) -> Grading:
    """The part of a grading that its student may see at once, without anything that is shown later or never."""
    checks = checks_shown_at_once(grading.checks, grading.run.postponed)
    ids = {check.id for check in checks}
    outcomes = tuple(outcome for outcome in grading.outcomes if outcome.check.id in ids)
    return replace(grading, checks=checks, outcomes=outcomes, remarks=())


def checks_shown_at_once(checks: Iterable[Check], postponed: Sequence[str] = ()) -> tuple[Check, ...]:
    """The checks whose results a student may see at once; `postponed` are the ids of those that run later."""
    later = set(postponed)
    return tuple(check for check in checks if check.visibility is Visibility.VISIBLE and check.id not in later)


def reweighted(grading: Grading, checks: Sequence[Check]) -> Grading:
    """The same run with checks whose points, titles or visibility have changed since; no student code runs.

    Each outcome earns the same share of its check's new points; a check that could earn nothing before
    earns all or nothing now. Checks that are new have no outcome, so the score will be withheld for them;
    outcomes of checks that are gone are dropped.
    """
    current = {check.id: check for check in checks}
    outcomes = tuple(
        _moved(outcome, current[outcome.check.id]) for outcome in grading.outcomes if outcome.check.id in current
    )
    return replace(grading, checks=tuple(checks), outcomes=outcomes)


def _moved(outcome: Outcome, check: Check) -> Outcome:
    if outcome.check == check:  # nearly always, and many times faster
        return outcome
    before = outcome.check.points
    share = outcome.earned / before if before else float(outcome.verdict is Verdict.PASSED)
    return replace(outcome, check=check, earned=min(share, 1.0) * check.points)


def _earned(grading: Grading) -> float:
    return fsum(outcome.earned for outcome in grading.outcomes)


def _points(checks: Iterable[Check]) -> float:
    return fsum(check.points for check in checks)


def _require_own(grading: Grading) -> None:
    own = {check.id: check for check in grading.checks}
    seen: set[str] = set()
    for outcome in grading.outcomes:
        if own.get(outcome.check.id) != outcome.check:
            raise ValueError(f"{outcome.check.id}: an outcome of a check that is not in this grading")
        if outcome.check.id in seen:
            raise ValueError(f"{outcome.check.id}: two outcomes for one check")
        seen.add(outcome.check.id)


def _withheld(grading: Grading) -> str:
    broken = [outcome.check for outcome in grading.outcomes if outcome.verdict is Verdict.GRADER_ERROR]
    if broken:  # students read it: no word of a check whose result they do not see
        shown = checks_shown_at_once(broken, grading.run.postponed)
        return f"the autograder itself failed{f' on {_named(shown)}' if shown else ''}"
    if grading.interrupted:
        return f"grading ended early: {grading.interrupted}"
    awaited = [check for check in grading.checks if check.id not in grading.run.postponed]
    missing = len(awaited) - len(grading.outcomes)
    if missing:
        return f"grading did not finish: {missing} of {len(awaited)} checks have no result"
    return "" if grading.checks else "there are no checks"


def _named(checks: Sequence[Check]) -> str:
    """A few checks by number or title.

    >>> _named([Check("t.py::a", "A", number="1.1"), Check("t.py::b", "B")])
    '2 checks (1.1, B)'
    """
    names = [check.number or check.title for check in checks[:_MOST_NAMED]]
    more = ["…"] if len(checks) > _MOST_NAMED else []
    return f"{many(len(checks), 'check')} ({', '.join(names + more)})"
