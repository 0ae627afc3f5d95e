"""Compares two batches of one assignment: whose score changes, from what to what, and by which checks.

Nothing runs here: both batches are given. A submission that is refused, or whose score is withheld, has no score on
that side. A policy may keep the higher of two scores, and the comparison says for whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from autograder.model import Batch, BatchEntry, Check, Grading, Movement, Outcome, Status, Verdict
from autograder.model.outcome import TOLERANCE
from autograder.text import listed, many, one_line, points

_NOW = {
    Verdict.PASSED: "passes",
    Verdict.FAILED: "fails",
    Verdict.CRASHED: "crashes",
    Verdict.TIMED_OUT: "times out",
    Verdict.OUT_OF_MEMORY: "runs out of memory",
    Verdict.SKIPPED: "is skipped",
    Verdict.NOT_JUDGED: "is not judged",
    Verdict.GRADER_ERROR: "meets a grader error",
}


@dataclass(frozen=True)
class Cause:
    """One check's part in a movement: how its result changed, and the points that this gains or loses."""

    check: Check
    sentence: str
    change: float


@dataclass(frozen=True)
class CheckMovement:
    """The effect of one check on the class.

    Attributes:
        up, down: submissions that gain and that lose points by it.
        change: points over all submissions.
    """

    check: Check
    up: int
    down: int
    change: float


@dataclass(frozen=True)
class Comparison:
    """Two batches side by side.

    Attributes:
        movements: one for the newest submission of everybody in either batch, in the order of the later one.
        checks: those that moved anybody, those with most submissions first.
        changes: sentences about what is different in the checks themselves.
        never_lower: whether the policy kept the higher score.
        withheld: ids of submissions whose score one of the batches withholds: no points have moved there.
    """

    movements: tuple[Movement, ...]
    checks: tuple[CheckMovement, ...]
    changes: tuple[str, ...]
    never_lower: bool = False
    withheld: frozenset[str] = frozenset()

    def has_change(self, movement: Movement) -> bool:
        """Whether points have moved, so that `change` says something."""
        is_known = movement.before is not None or movement.after is not None
        return is_known and (movement.id not in self.withheld or movement.kept is not None)

    @property
    def moved(self) -> tuple[Movement, ...]:
        """Those whose score is another one, then those who keep theirs by the policy; large changes come first."""
        found = [one for one in self.movements if is_moved(one)]
        return tuple(sorted(found, key=lambda one: (one.kept is not None, -abs(_raw_change(one)), one.who, one.id)))


def is_moved(movement: Movement) -> bool:
    """Whether there is another score than before, also where a policy keeps the old one."""
    return (movement.before is None) != (movement.after is None) or abs(_raw_change(movement)) > TOLERANCE


def compare(before: Batch, after: Batch, never_lower: bool = False) -> Comparison:
    """Whose scores differ between two batches of the same assignment; submissions are told apart by their ids.

    Args:
        never_lower: keep the score of before where the new one is lower, or missing.

    Raises:
        ValueError: the batches are of different assignments.
    """
    if before.assignment != after.assignment:
        raise ValueError(f"batches of {before.assignment} and of {after.assignment}")
    old, new = _newest(before), _newest(after)
    pairs = [(old.get(id), new.get(id)) for id in dict.fromkeys((*new, *old))]
    return Comparison(
        movements=tuple(_movement(was, now, never_lower) for was, now in pairs),
        checks=_by_check(cause for was, now in pairs for cause in _causes_of(was, now)),
        changes=tuple(check_changes(before.checks, after.checks)),
        never_lower=never_lower,
        withheld=frozenset(one.submission.id for pair in pairs for one in pair if one and _is_withheld(one)),
    )


def _is_withheld(entry: BatchEntry) -> bool:
    return score_of(entry) is None and entry.status is not Status.REFUSED


def _newest(batch: Batch) -> dict[str, BatchEntry]:
    """The newest submission of everybody, by its id: earlier ones have no score that counts."""
    return {entry.submission.id: entry for entry in batch.entries if entry.submission.is_latest}


def score_of(entry: BatchEntry | None) -> float | None:
    """Points of an entry that has a score; None for one that was refused or withheld, or is not there."""
    if entry is None or entry.status is not Status.GRADED or entry.score is None or entry.score.withheld:
        return None
    return entry.score.earned


def who_of(entry: BatchEntry) -> str:
    """The names of those who submitted, else their addresses; the submission's id where nobody is named."""
    names = [one_line(member.name or member.email or member.id) for member in entry.submission.members]
    return listed([name for name in names if name]) or one_line(entry.submission.id)


def causes(before: Grading, after: Grading) -> Iterator[Cause]:
    """What moved one submission: the checks that earn something else, those that move most first.

    Their changes add up to the change of the score.
    """
    found = _causes(before, after)
    return iter(sorted(found, key=lambda cause: -abs(cause.change)))  # equal ones stay in the order of their numbers


def _causes(before: Grading, after: Grading) -> Iterator[Cause]:
    old = {outcome.check.id: outcome for outcome in before.outcomes}
    new = {outcome.check.id: outcome for outcome in after.outcomes}
    of_old, of_new = {check.id: check for check in before.checks}, {check.id: check for check in after.checks}
    for id, check in (of_new | {id: check for id, check in of_old.items() if id not in of_new}).items():
        was, now = old.get(id), new.get(id)
        change = (now.earned if now else 0.0) - (was.earned if was else 0.0)
        if abs(change) > TOLERANCE:
            what = _what(was, now, id in of_old, id in of_new)
            yield Cause(check, f"{label(check)}: {what} ({signed(change)})", change)


def check_changes(before: Iterable[Check], after: Iterable[Check]) -> Iterator[str]:
    """What is different in the checks themselves, a sentence each; what they test is not looked at."""
    old, new = {check.id: check for check in before}, {check.id: check for check in after}
    for id, check in new.items():
        if id not in old:
            yield f"{label(check)}: new, {many(check.points, 'point')}"
        else:
            yield from _differences(old[id], check)
    yield from (f"{label(check)}: gone, {many(check.points, 'point')}" for id, check in old.items() if id not in new)


def label(check: Check) -> str:
    """A check's number and title on one line."""
    return one_line(f"{check.number} {check.title}".strip())


def signed(change: float) -> str:
    """A change in points as people write it.

    >>> signed(3.0), signed(-0.5), signed(0.0)
    ('+3', '−0.5', '±0')
    """
    rounded = points(abs(change))
    return "±0" if rounded == "0" else f"{'+' if change > 0 else '−'}{rounded}"


def _movement(was: BatchEntry | None, now: BatchEntry | None, never_lower: bool) -> Movement:
    entry = now or was
    assert entry is not None
    before, after = score_of(was), score_of(now)
    lower = before is not None and (after is None or after < before - TOLERANCE)
    sentences = [*_status_causes(was, now), *(cause.sentence for cause in _causes_of(was, now))]
    kept = before if never_lower and lower else None
    return Movement(entry.submission.id, who_of(entry), before, after, tuple(sentences), kept)


def _causes_of(was: BatchEntry | None, now: BatchEntry | None) -> Iterator[Cause]:
    """Checks are compared only where there is a score on both sides; elsewhere the reason is another."""
    if was and now and was.grading and now.grading and None not in (score_of(was), score_of(now)):
        yield from causes(was.grading, now.grading)


def _status_causes(was: BatchEntry | None, now: BatchEntry | None) -> Iterator[str]:
    if was is None:
        yield "was not in the earlier batch"
    elif now is None:
        yield "is not in the new batch"
    elif (score_of(was) is None) != (score_of(now) is None):
        told = one_line(now.sentence or was.sentence)
        yield f"{_state(was)}, {_state(now)} now{f': {told}' if told else ''}"


def _state(entry: BatchEntry) -> str:
    if entry.status is Status.GRADED and score_of(entry) is None:
        return Status.WITHHELD.value
    return entry.status.value


def _what(was: Outcome | None, now: Outcome | None, was_there: bool, is_there: bool) -> str:
    if now is None:
        return "had counted, and is gone" if not is_there else "has no result now"
    if was is None:
        return f"{_NOW[now.verdict]} now, had no result" if was_there else f"new, {_NOW[now.verdict]}"
    if was.verdict is not now.verdict:
        return f"{was.verdict.value}, {_NOW[now.verdict]} now"
    if was.check.points != now.check.points:
        return f"worth {points(now.check.points)} instead of {many(was.check.points, 'point')}"
    return f"earned {points(was.earned)}, earns {points(now.earned)} of {points(now.check.points)} now"


def _differences(old: Check, new: Check) -> Iterator[str]:
    if old.points != new.points:
        yield f"{label(new)}: {points(old.points)} → {many(new.points, 'point')}"
    if label(old) != label(new):
        yield f"{label(new)}: was called {label(old)}"
    if old.visibility is not new.visibility:
        yield f"{label(new)}: {old.visibility.value} → {new.visibility.value}"


def _by_check(found: Iterable[Cause]) -> tuple[CheckMovement, ...]:
    grouped: dict[str, list[Cause]] = {}
    for cause in found:
        grouped.setdefault(cause.check.id, []).append(cause)
    rows = [_row(causes) for causes in grouped.values()]
    return tuple(sorted(rows, key=lambda row: -(row.up + row.down)))


def _row(found: list[Cause]) -> CheckMovement:
    up = sum(cause.change > 0 for cause in found)
    return CheckMovement(found[0].check, up, len(found) - up, fsum(cause.change for cause in found))


def _raw_change(movement: Movement) -> float:
    return (movement.after or 0.0) - (movement.before or 0.0)


def counts(movement: Movement) -> float | None:
    """The score that counts now: the earlier one where the policy keeps it; None if there is none."""
    return movement.after if movement.kept is None else movement.kept
