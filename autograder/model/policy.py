"""What a course's rules about lateness and grades say, as data; `autograder.scoring` does the arithmetic."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Assigned(str, enum.Enum):
    """Which homeworks get grace days: the first that need them, or those where they are worth most."""

    BY_DUE_DATE = "by due date"
    MOST_FAVOURABLE = "most favourable"


class GroupDays(str, enum.Enum):
    """Whose grace days decide for a group: each member's own, or those of the member with the least or most left."""

    EACH = "each"
    LEAST = "least"
    LARGEST = "largest"


class Parts(str, enum.Enum):
    """Whether the parts of a homework are late together, by the later one, or each has separate grace days."""

    JOINT = "joint"
    SEPARATE = "separate"


@dataclass(frozen=True)
class LatePenalty:
    """What late days (or hours) without a grace day cost, in percent of the points possible unless `of_earned`.

    Attributes:
        percent: lost by 1, 2, … late days in all; more days cost as much as the last of them.
        per_day: lost for each late day.
        factor: what remains of the points earned is multiplied by this for each late day.
        at_most: the most that late work can earn.
        most: the most that is lost.
        of_earned: `percent` and `per_day` are parts of the points earned.
    """

    percent: tuple[float, ...] = ()
    per_day: float = 0.0
    factor: float = 1.0
    at_most: float = 100.0
    most: float = 100.0
    of_earned: bool = False

    def __post_init__(self) -> None:
        if list(self.percent) != sorted(self.percent):
            raise ValueError("more days late may not cost less")
        if not (0 <= self.factor <= 1 and max((*self.percent, self.per_day, self.at_most, self.most)) <= 100):
            raise ValueError("percent are at most 100, and a factor is at most 1")


@dataclass(frozen=True)
class EarlyBonus:
    """The bonus for early work: `percent` of the points possible for each whole day, for at most `days` days."""

    percent: float
    days: int = 1


@dataclass(frozen=True)
class LatePolicy:
    """How late homework may come, in whole days.

    Attributes:
        grace_days: each student's grace days for the whole term.
        per_homework: the most grace days that one homework may take.
        latest: nothing is accepted more than this many days late without an extension; None if there is no such day.
        after: what late days without a grace day cost; None if they are not accepted.
        tolerance: seconds after the due date, and after each late day, that do not count.
        by_hour: each hour or part of an hour counts instead of each day or part of a day, also for what `after` costs.
        assigned: which homeworks get the days.
        groups: whose days decide if several students submit together.
        parts: whether a homework's parts are late together.
        early: what submitting early earns, if anything.
    """

    grace_days: int
    per_homework: int
    latest: int | None
    after: LatePenalty | None = None
    tolerance: float = 0.0
    by_hour: bool = False
    assigned: Assigned = Assigned.BY_DUE_DATE
    groups: GroupDays = GroupDays.EACH
    parts: Parts = Parts.JOINT
    early: EarlyBonus | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.per_homework <= self.grace_days:
            raise ValueError(f"{self.per_homework} grace days for one homework of {self.grace_days} for the term")
        if self.latest is not None and self.latest < self.per_homework:
            raise ValueError(f"{self.per_homework} grace days reach beyond {self.latest} days, the latest accepted")
        if self.assigned is Assigned.MOST_FAVOURABLE and self.groups is not GroupDays.EACH:
            raise ValueError(
                "the most favourable days are a student's own, so every member of a group spends their own"
            )

    @property
    def unit(self) -> str:
        """What is counted: "day" or "hour"."""
        return "hour" if self.by_hour else "day"

    @property
    def per_day(self) -> int:
        """How many units a day has."""
        return 24 if self.by_hour else 1


@dataclass(frozen=True)
class GradeItem:
    """One thing that is graded: a quiz, an exam, a homework.

    Attributes:
        points: the points possible; None if the score files say how many.
        weight: its weight within its part, unless that is weighted by points.
        extra: extra credit: it adds to its part, and does not count if it is missing.
    """

    name: str
    points: float | None = None
    weight: float = 1.0
    extra: bool = False


@dataclass(frozen=True)
class GradePart:
    """A part of the course's grade, e.g. quizzes: 10 percent, the lowest dropped.

    Attributes:
        percent: of the grade; in the first scheme, where there are several.
        group_size: how many may work together.
        items: what belongs to it.
        schedule: whether the schedule's homeworks belong to it, except those that another part names.
        best: how many count, the best ones; None for all but the lowest `drop_lowest`.
        by_points: items count by the points they give; otherwise by their weights.
        at_most: the most that the part can reach, in percent; None if bonus points may lead beyond 100.
        full_at: the percent at which the part is complete, e.g. 80 for four of five lectures.
        needed: the percent below which the course is not passed.
        replaced_by: the name of a part that counts instead if it is better.
        extra: it adds to the 100 percent of the others.
        schemes: its percent in each of several schemes, of which a student's best counts; empty if there is one.
        late: its own late policy, with separate grace days.
    """

    name: str
    percent: float
    drop_lowest: int = 0
    group_size: int = 1
    items: tuple[GradeItem, ...] = ()
    schedule: bool = False
    best: int | None = None
    by_points: bool = False
    at_most: float | None = None
    full_at: float = 100.0
    needed: float = 0.0
    replaced_by: str = ""
    extra: bool = False
    schemes: tuple[float, ...] = ()
    late: LatePolicy | None = None


class Rounding(str, enum.Enum):
    """How the percent of the course is rounded."""

    NONE = "none"
    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Grades:
    """How the percentage of the course becomes a grade.

    Attributes:
        cut_offs: (grade, least percent), best first; empty if no letters are given.
        sections: the same, for sections with their own cut-offs.
        rounding, decimals: applied before the cut-offs.
        at_most: the most percent that count; None if extra credit may lead beyond 100.
    """

    cut_offs: tuple[tuple[str, float], ...] = ()
    sections: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    rounding: Rounding = Rounding.NONE
    decimals: int = 0
    at_most: float | None = None

    def of_section(self, section: str) -> tuple[tuple[str, float], ...]:
        """The cut-offs that hold for a section."""
        return dict(self.sections).get(section, self.cut_offs)
