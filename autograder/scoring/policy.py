"""Course policy as arithmetic: grace days, extensions, groups, dropped quizzes.

Nothing here looks at the clock, opens a file or knows who the students are: moments, time zone and policy are
arguments. The policy itself is the lecture's: six grace days for homework, at most three of them for one homework,
nothing more than three days late without an extension, every extension of homework 0 granted.

For callers:

* `autograder.scoring.late_summary.summary_line(metadata, policy, zone, …)` is the sentence for a student, from
  Gradescope's submission_metadata.json; `members_of` there gives the decision for each member of a group;
* `lateness(created_at, due, policy, zone, …)` is the decision about one person and one submission;
* `settle(days_late, policy)` is the account of one student's grace days over a term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from autograder.model import GradePart, LatePolicy


@dataclass(frozen=True)
class Lateness:
    """What being late costs one person for one homework, in whole days.

    Attributes:
        days: how late it is; 0 means on time.
        spent: grace days taken for it.
        uncovered: late days that no grace day covers; not accepted without an extension.
        on_request: it is covered by an extension that only needs to be asked for.
    """

    days: int
    spent: int = 0
    uncovered: int = 0
    on_request: bool = False

    @property
    def accepted(self) -> bool:
        """Whether it counts as it is, without anybody granting anything."""
        return self.uncovered == 0


def days_late(created_at: datetime, due: datetime, zone: tzinfo) -> int:
    """Whole days by which `created_at` is after `due`, every begun day counted.

    A day ends at the due date's time of day on the clocks of `zone`, so the day on which clocks change has 23 or 25
    hours. Both moments must know their time zone.

    >>> due = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
    >>> [days_late(due + timedelta(hours=hours), due, timezone.utc) for hours in (-5, 0, 1, 24, 25, 72, 73)]
    [0, 0, 1, 1, 2, 3, 4]
    """
    created_at, due = created_at.astimezone(timezone.utc), due.astimezone(timezone.utc)
    if created_at <= due:
        return 0
    local = due.astimezone(zone).replace(tzinfo=None)
    days = max(1, (created_at - due).days - 1)
    while created_at > _on_the_clock(local + timedelta(days=days), zone):
        days += 1
    return days


def spend_grace(days: int, policy: LatePolicy, left: int) -> tuple[int, int]:
    """Grace days taken from the `left` ones for a submission `days` late, and late days they do not cover.

    Where grace days do not cover all of the delay, none is taken.

    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> spend_grace(2, policy, left=6), spend_grace(3, policy, left=3)
    ((2, 0), (3, 0))
    >>> spend_grace(2, policy, left=1), spend_grace(4, policy, left=6)
    ((0, 1), (0, 1))
    """
    usable = min(left, policy.per_homework, policy.latest)
    return (days, 0) if days <= usable else (0, days - usable)


def lateness(
    created_at: datetime,
    due: datetime,
    policy: LatePolicy,
    zone: tzinfo,
    *,
    accepted_until: datetime | None = None,
    on_request: bool = False,
    left: int | None = None,
) -> Lateness:
    """The decision about one person and one submission.

    Args:
        created_at: when it was submitted.
        due: this person's own due date: the extended one, where an extension was granted.
        zone: the course's time zone.
        accepted_until: a late due date granted to this person; nothing before it is refused.
        on_request: every extension of this homework is granted (homework 0).
        left: grace days this person still has; None where nobody knows, then all of them.

    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> due = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
    >>> lateness(due + timedelta(hours=30), due, policy, timezone.utc)
    Lateness(days=2, spent=2, uncovered=0, on_request=False)
    >>> lateness(due + timedelta(days=5), due, policy, timezone.utc).accepted
    False
    >>> lateness(due + timedelta(days=5), due, policy, timezone.utc, on_request=True)
    Lateness(days=5, spent=0, uncovered=0, on_request=True)
    """
    days = days_late(created_at, due, zone)
    if days and on_request:
        return Lateness(days, on_request=True)
    spent, uncovered = spend_grace(days, policy, policy.grace_days if left is None else left)
    if uncovered and accepted_until is not None and created_at <= accepted_until:
        return Lateness(days)
    return Lateness(days, spent, uncovered)


def settle(days: Mapping[str, int], policy: LatePolicy, on_request: Sequence[str] = ()) -> dict[str, Lateness]:
    """One student's account over the term: for each homework what was spent, in the order of the due dates.

    Args:
        days: whole days late per homework, against the student's own due dates.
        on_request: the homeworks whose extensions are always granted.

    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> account = settle({"hw0": 4, "hw1": 3, "hw2": 2, "hw3": 2}, policy, on_request=["hw0"])
    >>> [(one.spent, one.uncovered) for one in account.values()]
    [(0, 0), (3, 0), (2, 0), (0, 1)]
    """
    account: dict[str, Lateness] = {}
    left = policy.grace_days
    for homework, late in days.items():
        if late and homework in on_request:
            account[homework] = Lateness(late, on_request=True)
            continue
        spent, uncovered = spend_grace(late, policy, left)
        account[homework] = Lateness(late, spent, uncovered)
        left -= spent
    return account


def drop_lowest(scores: Sequence[float], count: int) -> list[float]:
    """The scores without the `count` lowest, in their order; one is always kept.

    >>> drop_lowest([0.5, 1.0, 0.0, 0.75], 1), drop_lowest([0.5], 1)
    ([0.5, 1.0, 0.75], [0.5])
    """
    dropped = sorted(range(len(scores)), key=lambda place: scores[place])[: min(count, len(scores) - 1)]
    return [score for place, score in enumerate(scores) if place not in dropped]


def course_percent(parts: Sequence[GradePart], scores: Mapping[str, Sequence[float]]) -> float:
    """The course's grade in percent: each part's mean after dropping, weighted.

    Args:
        scores: for each part's name the shares reached, between 0 and 1; an empty list counts 0.

    >>> parts = [GradePart("homework", 80), GradePart("quizzes", 20, drop_lowest=1)]
    >>> course_percent(parts, {"homework": [1.0, 0.5], "quizzes": [0.0, 1.0]})
    80.0
    """
    return sum(part.percent * _mean(drop_lowest(scores[part.name], part.drop_lowest)) for part in parts)


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0


def _on_the_clock(local: datetime, zone: tzinfo) -> datetime:
    """The moment at which the clocks of `zone` show `local`; the later one when they show it twice."""
    return local.replace(tzinfo=zone, fold=1).astimezone(timezone.utc)
