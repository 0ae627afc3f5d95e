"""The ledger: for each student and homework how late it is, what that takes of the grace days, and what is left."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property

from autograder.model import GradePart, LatePolicy
from autograder.scoring.claims import Claim, Work
from autograder.scoring.mean import Share, best_mean
from autograder.scoring.policy import limited


@dataclass(frozen=True)
class Rules:
    """What a course says about grades and lateness, for the arithmetic."""

    parts: tuple[GradePart, ...]
    late: LatePolicy | None
    zone: tzinfo

    @cached_property
    def sections(self) -> dict[str, GradePart]:
        return {part.name: part for part in self.parts}

    @cached_property
    def _limited(self) -> dict[tuple[str, int | None, int | None], LatePolicy | None]:
        return {}

    def policy(self, work: Work) -> LatePolicy | None:
        """The late policy for an item: its section's or the course's, with the homework's own limits."""
        key = work.section, work.grace_days, work.latest
        if key not in self._limited:
            policy = self.sections[work.section].late or self.late
            self._limited[key] = None if policy is None else limited(policy, work.grace_days, work.latest)
        return self._limited[key]

    def scope(self, work: Work) -> str:
        """The budget whose grace days an item takes: its section's, if it has one, or (empty) the course's."""
        return work.section if self.sections[work.section].late is not None else ""

    def out(self, section: str, items: int) -> int:
        """How many of so many items of a part are left out."""
        part = self.sections[section]
        return max(0, items - part.best) if part.best is not None else part.drop_lowest

    def weight(self, work: Work) -> float:
        """What an item weighs within its part."""
        return work.possible if self.sections[work.section].by_points else work.weight


@dataclass(frozen=True)
class Line:
    """One line of a student's ledger; days are hours where the policy counts hours.

    Attributes:
        claim: the homework or part, and how late it is.
        covered: late days that grace days cover; the student's, or those of a member of the group.
        spent: grace days that this student gave for it.
        left: the student's grace days after it.
        budget: the grace days that the student had at first.
        waived: an extension was granted but does not count, because the student is better off without it.
    """

    claim: Claim
    covered: int
    spent: int
    left: int
    budget: int
    waived: bool = False

    @property
    def refused(self) -> bool:
        return self.claim.refused(self.covered)

    @property
    def uncovered(self) -> int:
        return self.claim.late - self.covered

    @property
    def before(self) -> float:
        return self.claim.earned

    @property
    def after(self) -> float:
        """After lateness, before staff replaced or curved anything."""
        return self.claim.points(self.covered)

    @property
    def counted(self) -> float:
        """What it gives in the end; of one part of several, what it gives before the whole is replaced or curved."""
        work = self.claim.work
        return points_of(work, [self]) if len(self.claim.parts) == len(work.parts) else self.after


@dataclass(frozen=True)
class Student:
    """One student's work, in the order of due dates, and grace days granted beyond the policy's."""

    works: tuple[Work, ...]
    granted: int = 0


def share_of(work: Work, lines: Iterable[Line]) -> float:
    """What an item gives, as a share of its points: after lateness, replaced or curved by staff."""
    points = points_of(work, lines)
    return points / work.possible if work.possible else points


def points_of(work: Work, lines: Iterable[Line]) -> float:
    """The same in points."""
    return decided(work, sum(line.after for line in lines))


def decided(work: Work, points: float) -> float:
    """Points of an item, replaced or curved where staff did that."""
    points, possible = points if work.replaced is None else work.replaced, work.possible
    return min(points + work.curve / 100 * possible, max(points, possible)) if possible else points


def section_means(lines: Sequence[Line], rules: Rules) -> dict[str, float]:
    """The mean of each part of the grade that has an item, after dropping."""
    shares: dict[str, list[Share]] = defaultdict(list)
    for _, of_item in itertools.groupby(lines, key=lambda line: line.claim.work.item):
        own = list(of_item)
        work = own[0].claim.work
        shares[work.section].append(Share(share_of(work, own), rules.weight(work), work.extra))
    return {name: best_mean(found, rules.out(name, _counted(found))) for name, found in shares.items()}


def _counted(shares: Sequence[Share]) -> int:
    return sum(not share.extra for share in shares)
