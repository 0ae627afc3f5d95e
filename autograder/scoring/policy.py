"""Lateness as arithmetic: how late something is, how many grace days it takes, and what it costs.

Nothing here looks at the clock, opens a file or knows who the students are: moments, time zone and policy are
arguments. The policy itself is the course's, e.g. the lecture's: six grace days for homework, at most three of them for
one homework, nothing more than three days late without an extension, every extension of homework 0 granted.

For callers:

* `autograder.scoring.late_summary.summary_line(metadata, policy, zone, …)` is the sentence for a student, from
  Gradescope's submission_metadata.json; `members_of` there gives the decision for each member of a group;
* `lateness(created_at, due, policy, zone, …)` is the decision about one person and one submission;
* `autograder.scoring.ledger.settle(…)` is the account of one student's grace days over a term.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo

from autograder.model import LatePenalty, LatePolicy


@dataclass(frozen=True)
class Lateness:
    """What being late costs one person for one homework, in whole days, or in hours if the policy counts hours.

    Attributes:
        days: how late it is; 0 means on time.
        spent: grace days that it takes.
        uncovered: late days that no grace day covers.
        on_request: an extension, granted on request, covers it.
        refused: it is not accepted without an extension.
    """

    days: int
    spent: int = 0
    uncovered: int = 0
    on_request: bool = False
    refused: bool = False

    @property
    def accepted(self) -> bool:
        """Whether it counts, possibly with a penalty, without an extension."""
        return not self.refused


def days_late(created_at: datetime, due: datetime, zone: tzinfo) -> int:
    """Days by which `created_at` is after `due`, rounded up to whole days.

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


def limited(policy: LatePolicy, grace_days: int | None, latest: int | None) -> LatePolicy:
    """The policy, with the limits of one homework where it sets its own (None where it does not).

    >>> limited(LatePolicy(grace_days=6, per_homework=3, latest=3), grace_days=0, latest=None).per_homework
    0
    """
    if grace_days is None and latest is None:
        return policy
    last = policy.latest if latest is None else latest
    most = policy.per_homework if grace_days is None else min(grace_days, policy.grace_days)
    return replace(policy, per_homework=most if last is None else min(most, last), latest=last)


def units_late(created_at: datetime, due: datetime, policy: LatePolicy, zone: tzinfo) -> int:
    """Days late (hours, if the policy counts hours) beyond the policy's tolerance, rounded up.

    >>> due = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
    >>> policy = LatePolicy(grace_days=3, per_homework=3, latest=3, tolerance=600, by_hour=True)
    >>> [units_late(due + timedelta(minutes=minutes), due, policy, timezone.utc) for minutes in (10, 11, 70, 71)]
    [0, 1, 1, 2]
    """
    counted = created_at.astimezone(timezone.utc) - timedelta(seconds=policy.tolerance)
    if policy.by_hour:
        return max(0, -((due.astimezone(timezone.utc) - counted) // timedelta(hours=1)))
    return days_late(counted, due, zone)


def spend_grace(days: int, policy: LatePolicy, left: int) -> tuple[int, int]:
    """Grace days taken from `left` for a submission that is `days` late, and late days that they do not cover.

    Unless the policy accepts uncovered days, grace days that do not cover all of the delay are not taken. If the policy
    counts hours, all three are hours.

    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> spend_grace(2, policy, left=6), spend_grace(3, policy, left=3)
    ((2, 0), (3, 0))
    >>> spend_grace(2, policy, left=1), spend_grace(4, policy, left=6)
    ((0, 1), (0, 1))
    >>> spend_grace(4, LatePolicy(grace_days=6, per_homework=3, latest=5, after=LatePenalty(per_day=10)), left=2)
    (2, 2)
    """
    usable = min(left, policy.per_homework * policy.per_day)
    if policy.latest is not None:
        usable = min(usable, policy.latest * policy.per_day)
    if days <= usable:
        return days, 0
    return (usable if is_accepted(days, days - usable, policy) else 0), days - usable


def is_accepted(days: int, uncovered: int, policy: LatePolicy) -> bool:
    """Whether work that is `days` late counts, possibly with a penalty, if grace days leave `uncovered` of them."""
    if policy.latest is not None and days > policy.latest * policy.per_day:
        return False
    return uncovered == 0 or policy.after is not None


def after_penalty(earned: float, possible: float, uncovered: int, penalty: LatePenalty | None) -> float:
    """The points that remain of `earned` after the penalty for `uncovered` late days (or hours).

    >>> after_penalty(8, 10, 2, LatePenalty(per_day=10)), after_penalty(8, 10, 2, LatePenalty(per_day=10, most=15))
    (6.0, 6.5)
    >>> after_penalty(8, 10, 2, LatePenalty(factor=0.5)), after_penalty(8, 10, 2, LatePenalty(at_most=70))
    (2.0, 7.0)
    >>> after_penalty(8, 10, 3, LatePenalty(percent=(25, 50), of_earned=True)), after_penalty(8, 10, 0, None)
    (4.0, 8)
    >>> after_penalty(8, 10, 9, LatePenalty(factor=0.5, most=75, of_earned=True))
    2.0
    """
    if uncovered == 0:
        return earned
    if penalty is None:
        return 0.0
    base = earned if penalty.of_earned else possible
    listed = penalty.percent[min(uncovered, len(penalty.percent)) - 1] if penalty.percent else 0.0
    kept = (earned - (listed + penalty.per_day * uncovered) / 100 * base) * penalty.factor**uncovered
    kept = max(0.0, kept, earned - penalty.most / 100 * base)
    return min(kept, penalty.at_most / 100 * possible) if penalty.at_most < 100 else kept


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
        due: this person's own due date, after any extension.
        zone: the course's time zone.
        accepted_until: a late due date granted to this person; nothing before it is refused.
        on_request: every extension of this homework is granted (homework 0).
        left: grace days (or hours) this person still has; None if unknown, which counts as all of them.

    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> due = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
    >>> lateness(due + timedelta(hours=30), due, policy, timezone.utc)
    Lateness(days=2, spent=2, uncovered=0, on_request=False, refused=False)
    >>> lateness(due + timedelta(days=5), due, policy, timezone.utc).accepted
    False
    >>> lateness(due + timedelta(days=5), due, policy, timezone.utc, on_request=True)
    Lateness(days=5, spent=0, uncovered=0, on_request=True, refused=False)
    """
    days = units_late(created_at, due, policy, zone)
    if days and on_request:
        return Lateness(days, on_request=True)
    spent, uncovered = spend_grace(days, policy, policy.grace_days * policy.per_day if left is None else left)
    if uncovered and accepted_until is not None and created_at <= accepted_until:
        return Lateness(days)
    return Lateness(days, spent, uncovered, refused=not is_accepted(days, uncovered, policy))


def _on_the_clock(local: datetime, zone: tzinfo) -> datetime:
    """The moment at which the clocks of `zone` show `local`; the later one when they show it twice."""
    return local.replace(tzinfo=zone, fold=1).astimezone(timezone.utc)
