"""A class's outcomes in figures: for each check, each piece and the scores."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model import Assignment, Batch, BatchEntry, Check, Outcome, Piece, Status, Verdict
from autograder.reporting.gradescope import verdict_word
from autograder.reporting.pages.messages import Message, hints_of, messages_of
from autograder.reporting.summary import is_unstarted

_MOST_BARS = 24
_NICE = (0.25, 0.5, 1, 2, 4, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True)
class CheckFigures:
    """One check over the class.

    Attributes:
        judged: submissions with a result, not counting grader errors.
        full: how many of these have full marks.
        first: submissions whose first check without full marks it is.
        seconds: the median of its wall-clock seconds; `slowest` is the maximum.
        words: verdicts with their counts, the most frequent first.
        mistakes: known mistakes that hints name, with their counts.
        messages: the messages that submissions got, with their counts.
    """

    check: Check
    judged: int
    full: int
    first: int
    seconds: float
    slowest: float
    words: tuple[tuple[str, int], ...]
    mistakes: tuple[tuple[str, int], ...]
    messages: tuple[Message, ...]

    @property
    def rate(self) -> float:
        """The fraction with full marks, 0 to 1; 0 if nobody was judged."""
        return self.full / self.judged if self.judged else 0.0


@dataclass(frozen=True)
class PieceFigures:
    """One piece over the class: how many did not start it, and the mean fraction of its points that was earned."""

    piece: Piece
    unstarted: int
    of: int
    earned: float


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: scores from `low`, up to but not including `high`; the last one includes it."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Spread:
    """Scores of a class; all 0 if nobody has one."""

    mean: float = 0.0
    lower: float = 0.0
    median: float = 0.0
    upper: float = 0.0


def current(batch: Batch) -> tuple[BatchEntry, ...]:
    """The newest submission of everybody."""
    return tuple(entry for entry in batch.entries if entry.submission.is_latest)


def scores(entries: Sequence[BatchEntry]) -> list[float]:
    """The scores of the submissions that have one."""
    return [e.score.earned for e in entries if e.status is Status.GRADED and e.score and not e.score.withheld]


def check_figures(checks: Sequence[Check], entries: Sequence[BatchEntry]) -> tuple[CheckFigures, ...]:
    """One row for each check, in their order."""
    found: dict[str, list[tuple[BatchEntry, Outcome]]] = {check.id: [] for check in checks}
    first: Counter[str | None] = Counter()
    for entry in entries:
        by_id = {outcome.check.id: outcome for outcome in entry.grading.outcomes} if entry.grading else {}
        for id in found.keys() & by_id.keys():
            found[id].append((entry, by_id[id]))
        first[_first_lost(checks, by_id)] += 1
    return tuple(_row(check, found[check.id], first[check.id]) for check in checks)


def _first_lost(checks: Sequence[Check], outcomes: dict[str, Outcome]) -> str | None:
    """The first check without full marks, in the order of the checks; None if there is no such."""
    known = (outcomes[check.id] for check in checks if check.id in outcomes)
    return next((one.check.id for one in known if is_own(one) and not one.has_full_marks), None)


def is_own(outcome: Outcome) -> bool:
    """Whether the result says something about the submission; a grader error says something about us."""
    return outcome.verdict is not Verdict.GRADER_ERROR


def _row(check: Check, found: Sequence[tuple[BatchEntry, Outcome]], first: int) -> CheckFigures:
    own = [outcome for _, outcome in found if is_own(outcome)]
    seconds = [outcome.seconds for outcome in own]
    return CheckFigures(
        check,
        judged=len(own),
        full=sum(outcome.has_full_marks for outcome in own),
        first=first,
        seconds=statistics.median(seconds) if seconds else 0.0,
        slowest=max(seconds, default=0.0),
        words=tuple(Counter(verdict_word(outcome) for _, outcome in found).most_common()),
        mistakes=hints_of(own),
        messages=messages_of(found),
    )


def piece_figures(assignment: Assignment, entries: Sequence[BatchEntry]) -> tuple[PieceFigures, ...]:
    """One row for each piece that has checks, in their order."""
    gradings = [entry.grading for entry in entries if entry.grading]
    parts: dict[str, list[list[Outcome]]] = {piece.number: [] for piece in assignment.pieces}
    heads = {check.id: check.number.partition(".")[0] for grading in gradings for check in grading.checks}
    for grading in gradings:
        own: dict[str, list[Outcome]] = {}
        for outcome in grading.outcomes:
            own.setdefault(heads[outcome.check.id], []).append(outcome)
        for number in parts.keys() & own.keys():
            parts[number].append(own[number])
    return tuple(
        _piece(piece, parts[piece.number], len(gradings)) for piece in assignment.pieces if parts[piece.number]
    )


def _piece(piece: Piece, found: Sequence[Sequence[Outcome]], of: int) -> PieceFigures:
    own = [outcome for outcomes in found for outcome in outcomes if is_own(outcome)]
    possible = math.fsum(outcome.check.points for outcome in own)
    earned = math.fsum(outcome.earned for outcome in own) / possible if possible else 0.0
    return PieceFigures(piece, sum(map(is_unstarted, found)), of, earned)


def histogram(found: Sequence[float], possible: float) -> tuple[Bar, ...]:
    """Bars of equal, round width from 0 to at least `possible`; none if there is nothing to show."""
    most = max(possible, max(found, default=0.0))
    if most <= 0 or not found:
        return ()
    width = next((nice for nice in _NICE if most / nice <= _MOST_BARS), most / _MOST_BARS)
    count = max(1, math.ceil(most / width - 1e-9))
    bars = Counter(min(int(value / width + 1e-9), count - 1) for value in found)
    return tuple(Bar(index * width, (index + 1) * width, bars[index]) for index in range(count))


def spread(found: Sequence[float]) -> Spread:
    """Mean, median and quartiles.

    >>> spread([1.0, 2.0, 3.0, 4.0])
    Spread(mean=2.5, lower=1.75, median=2.5, upper=3.25)
    """
    if not found:
        return Spread()
    lower, median, upper = statistics.quantiles([*found] * (2 if len(found) == 1 else 1), n=4, method="inclusive")
    return Spread(statistics.fmean(found), lower, median, upper)
