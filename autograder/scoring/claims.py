"""Claims of a student's work to a budget of grace days: one for each homework, or for each of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from autograder.model import LatePolicy, Parts
from autograder.scoring.policy import after_penalty, is_accepted, units_late

if TYPE_CHECKING:
    from autograder.scoring.ledger import Rules


@dataclass(frozen=True)
class PartWork:
    """What was submitted to one part of an item; `earned` is None without a score, `at` where no time is known."""

    part: str
    possible: float
    earned: float | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Work:
    """What one student did for one item of the grade.

    Attributes:
        item: its name.
        section: the part of the grade that it belongs to.
        parts: those that have been graded.
        due: the course's due date; None for what knows no lateness.
        own_due: this student's due date, by extensions; None where it is the course's.
        because: why it is this one; empty where it is the course's.
        lesser: due dates by some of the extensions alone, each with its reason; (None, "") is the course's.
        weight: its weight in its section, unless that is weighted by points.
        extra: see GradeItem.
        grace_days, latest: the homework's own limits, see Scheduled.
        free: why lateness costs nothing; empty if it does.
        excused: why it does not count; empty if it does.
        withheld: it does not count only because its score is withheld.
        replaced: points that staff set instead of those it gave; lateness does not matter then.
        curve: percent of the points possible that staff added.
        why: what staff wrote beside `replaced` and `curve`.
        waiting: names of its parts in which nobody has a score yet, and which do not count so far.
    """

    item: str
    section: str
    parts: tuple[PartWork, ...]
    due: datetime | None = None
    own_due: datetime | None = None
    because: str = ""
    lesser: tuple[tuple[datetime | None, str], ...] = ()
    weight: float = 1.0
    extra: bool = False
    grace_days: int | None = None
    latest: int | None = None
    free: str = ""
    excused: str = ""
    withheld: bool = False
    replaced: float | None = None
    curve: float = 0.0
    why: str = ""
    waiting: tuple[str, ...] = ()

    @cached_property
    def possible(self) -> float:
        return sum(part.possible for part in self.parts)


@dataclass(frozen=True)
class Claim:
    """One homework's, or part's, claim to grace days: how late it is, from which budget, and what it is worth.

    Attributes:
        budget: the name of the budget.
        late: how late it is, in the policy's units; 0 also if lateness costs nothing.
        seen: how late it is, whatever that costs.
        bonus: points for being early.
    """

    work: Work
    parts: tuple[PartWork, ...]
    policy: LatePolicy | None
    budget: str
    late: int
    seen: int
    bonus: float = 0.0

    @property
    def possible(self) -> float:
        return sum(part.possible for part in self.parts)

    @property
    def earned(self) -> float:
        return sum(part.earned or 0.0 for part in self.parts)

    def refused(self, covered: int) -> bool:
        """Whether it is refused when grace days cover this much."""
        return self.policy is not None and not is_accepted(self.late, self.late - covered, self.policy)

    def points(self, covered: int) -> float:
        """The points it gives when grace days cover this much of its lateness."""
        if self.policy is None:
            return self.earned
        if self.refused(covered):
            return 0.0
        return after_penalty(self.earned, self.possible, self.late - covered, self.policy.after) + self.bonus

    @property
    def most(self) -> int:
        """The most of its lateness that grace days may cover, however many there are."""
        if self.policy is None or self.late == 0:
            return 0
        most = min(self.late, self.policy.per_homework * self.policy.per_day)
        return 0 if self.refused(self.late) else most


def claims_of(work: Work, rules: Rules) -> list[Claim]:
    """One claim for the whole item, by its latest part; or one for each part, where parts are late separately."""
    policy = rules.policy(work) if work.due is not None else None
    scope = rules.scope(work)
    if policy is not None and policy.parts is Parts.SEPARATE:
        return [_claim(work, (part,), policy, f"{scope}/{part.part}", rules.zone) for part in work.parts]
    return [_claim(work, work.parts, policy, scope, rules.zone)]


def _claim(work: Work, parts: tuple[PartWork, ...], policy: LatePolicy | None, budget: str, zone: tzinfo) -> Claim:
    due, times = work.own_due or work.due, [part.at for part in parts if part.at is not None]
    if policy is None or due is None or not times:
        return Claim(work, parts, policy, budget, 0, 0)
    seen = max(units_late(at, due, policy, zone) for at in times)
    late = 0 if work.free or work.replaced is not None else seen
    return Claim(work, parts, policy, budget, late, seen, _bonus(parts, policy, work.due or due, max(times)))


def _bonus(parts: tuple[PartWork, ...], policy: LatePolicy, due: datetime, at: datetime) -> float:
    """Points for whole days before the course's due date: an extension makes nothing early."""
    early = timedelta(seconds=due.timestamp() - at.timestamp())
    if policy.early is None or early <= timedelta():
        return 0.0
    days = min(early // timedelta(days=1), policy.early.days)
    return days * policy.early.percent / 100 * sum(part.possible for part in parts)
