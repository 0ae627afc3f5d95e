"""The grade of the course: parts become percent, percent a grade.

Ungraded work does not count: percentages refer to what has been graded. Each number comes with a sentence that explains
it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.model import GradePart, Grades, Rounding
from autograder.scoring.claims import Work
from autograder.scoring.ledger import Line, Rules, share_of
from autograder.scoring.mean import Share, left_out, mean
from autograder.text import listed, many, points

_TINY = 1e-9


@dataclass(frozen=True)
class ItemResult:
    """One item of a part: its share, its weight, and whether it counts."""

    work: Work
    lines: tuple[Line, ...]
    share: float
    weight: float
    counts: bool

    @property
    def points(self) -> float:
        return self.share * self.work.possible if self.work.possible else self.share


@dataclass(frozen=True)
class PartResult:
    """One part of the grade.

    Attributes:
        percent: reached in it; None if nothing of it has been graded.
        weight: percent of the grade, in the scheme that counts.
        because: one sentence.
    """

    part: GradePart
    items: tuple[ItemResult, ...]
    percent: float | None
    weight: float
    because: str


@dataclass(frozen=True)
class CourseResult:
    """The grade of one student.

    Attributes:
        percent: rounded as the course says.
        grade: by the cut-offs; empty if there are none.
        graded: the percent of the grade that have been graded.
        because: one sentence about the percent.
        grade_because: one sentence about the grade.
    """

    parts: tuple[PartResult, ...]
    percent: float
    grade: str
    graded: float
    because: str
    grade_because: str


def course_result(lines: Sequence[Line], rules: Rules, grades: Grades, section: str = "") -> CourseResult:
    """The course grade that follows from a student's ledger.

    Args:
        lines: ledger lines of all graded items, those of one item next to each other.
        section: the student's, for cut-offs.
    """
    items = _items(lines, rules)
    found = {part.name: _part(part, items.get(part.name, []), rules) for part in rules.parts}
    parts = tuple(_replaced(result, found) for result in found.values())
    schemes = max((len(part.schemes) for part in rules.parts), default=0) or 1
    totals = [_total(parts, scheme) for scheme in range(schemes)]
    best = max(range(schemes), key=lambda scheme: (totals[scheme][0], -scheme))
    percent, graded = totals[best]
    if grades.at_most is not None:
        percent = min(percent, grades.at_most)
    rounded = rounded_percent(round(percent, 9), grades)  # 85, not 85.00000000000001
    parts = tuple(
        PartResult(part.part, part.items, part.percent, _weight(part.part, best), part.because) for part in parts
    )
    grade, why = letter_of(rounded, parts, grades, section) if graded else ("", "")
    return CourseResult(parts, rounded, grade, graded, _because(parts, percent, graded, schemes, best), why)


def rounded_percent(percent: float, grades: Grades) -> float:
    """Percent as the course rounds them; halves go up.

    >>> half_up = Grades(rounding=Rounding.NEAREST)
    >>> rounded_percent(89.5, half_up), rounded_percent(89.49, half_up), rounded_percent(89.001, Grades())
    (90.0, 89.0, 89.001)
    >>> [rounded_percent(89.21, Grades(rounding=way, decimals=1)) for way in (Rounding.UP, Rounding.DOWN)]
    [89.3, 89.2]
    """
    scale = 10**grades.decimals
    if grades.rounding is Rounding.NONE:
        return percent
    ways = {
        Rounding.NEAREST: lambda value: math.floor(value + 0.5 + _TINY),
        Rounding.UP: lambda value: math.ceil(value - _TINY),
        Rounding.DOWN: lambda value: math.floor(value + _TINY),
    }
    return float(ways[grades.rounding](percent * scale) / scale)


def _items(lines: Sequence[Line], rules: Rules) -> Mapping[str, list[ItemResult]]:
    items: dict[str, list[ItemResult]] = {}
    for _, found in itertools.groupby(lines, key=lambda line: line.claim.work.item):
        own = tuple(found)
        work = own[0].claim.work
        result = ItemResult(work, own, share_of(work, own), rules.weight(work), True)
        items.setdefault(work.section, []).append(result)
    return items


def _part(part: GradePart, items: Sequence[ItemResult], rules: Rules) -> PartResult:
    shares = [Share(item.share, item.weight, item.work.extra) for item in items]
    counted = sum(not share.extra for share in shares)
    out = left_out(shares, rules.out(part.name, counted))
    items = tuple(
        ItemResult(item.work, item.lines, item.share, item.weight, place not in out) for place, item in enumerate(items)
    )
    if not items:
        return PartResult(part, (), None, part.percent, "Nothing of it has been graded yet.")
    percent = 100 * mean(shares, out)
    because = _mean_sentence(part, items, percent)
    if part.full_at < 100:
        percent = min(100.0, 100 * percent / part.full_at)
        because += f" {part.full_at:g} % are full marks: {points(percent)} %."
    if part.at_most is not None and percent > part.at_most:
        percent = part.at_most
        because += f" It counts at most {part.at_most:g} %."
    return PartResult(part, items, percent, part.percent, because)


def _mean_sentence(part: GradePart, items: Sequence[ItemResult], percent: float) -> str:
    dropped = [item.work.item for item in items if not item.counts]
    without = f" without {listed(dropped)}" if dropped else ""
    counted = [item for item in items if item.counts]
    if len(counted) == 1 and not dropped:
        return f"{counted[0].work.item}: {points(percent)} %."
    weights = {item.weight for item in counted if not item.work.extra}
    how = (
        "by the points they give"
        if part.by_points
        else "by their weights"
        if len(weights) > 1
        else "all weigh the same"
    )
    return f"The mean of {many(len(counted), 'item')}{without}, {how}: {points(percent)} %."


def _replaced(result: PartResult, found: Mapping[str, PartResult]) -> PartResult:
    other = found.get(result.part.replaced_by)
    if other is None or other.percent is None or result.percent is None or other.percent <= result.percent:
        return result
    because = f"{result.because} {other.part.name} is better and counts instead: {points(other.percent)} %."
    return PartResult(result.part, result.items, other.percent, result.weight, because)


def _weight(part: GradePart, scheme: int) -> float:
    return part.schemes[scheme] if part.schemes else part.percent


def _total(parts: Sequence[PartResult], scheme: int) -> tuple[float, float]:
    """The percent of what has been graded, and how much of the grade that is."""
    known = [(part, _weight(part.part, scheme)) for part in parts if part.percent is not None]
    graded = sum(weight for part, weight in known if not part.part.extra)
    plain = sum(weight * (part.percent or 0) for part, weight in known if not part.part.extra)
    extra = sum(weight * (part.percent or 0) / 100 for part, weight in known if part.part.extra)
    return (plain / graded if graded else 0.0) + extra, graded


def _because(parts: Sequence[PartResult], percent: float, graded: float, schemes: int, best: int) -> str:
    known = [part for part in parts if part.percent is not None and (part.weight or not part.part.extra)]
    terms = [f"{part.weight:g} % of {points(part.percent or 0)}" for part in known if not part.part.extra]
    terms += [f"{points(part.weight * (part.percent or 0) / 100)} extra" for part in known if part.part.extra]
    if not terms:
        return "Nothing has been graded yet."
    which = f" by scheme {best + 1}, the best for you" if schemes > 1 else ""
    over = "" if abs(graded - 100) < _TINY else f", over the {graded:g} % of the grade that have been graded"
    return f"{' + '.join(terms)} = {points(percent)}{over}{which}."


def letter_of(percent: float, parts: Sequence[PartResult], grades: Grades, section: str) -> tuple[str, str]:
    """The grade for a percentage, and why; two empty strings if the course has no cut-offs."""
    cut_offs = grades.of_section(section)
    if not cut_offs:
        return "", ""
    lowest = cut_offs[-1][0]
    short = [part for part in parts if part.percent is not None and part.percent < part.part.needed - _TINY]
    if short:
        named = listed([f"{part.part.name} ({part.part.needed:g} %)" for part in short])
        return lowest, f"The course is not passed without {named}."
    for grade, least in cut_offs:
        if percent >= least - _TINY:
            return grade, f"{grade} is from {least:g} % on."
    return lowest, f"{lowest} is everything below {cut_offs[-1][1]:g} %."
