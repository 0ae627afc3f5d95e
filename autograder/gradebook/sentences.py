"""One sentence for each number of a ledger line, for the student whose line it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from autograder.model import Assigned, GroupDays, LatePolicy
from autograder.scoring.claims import Claim
from autograder.scoring.late_summary import penalty_rule
from autograder.scoring.ledger import Line
from autograder.text import listed, many, points

_DAY = "day"


@dataclass(frozen=True)
class Explained:
    """A ledger line in words.

    Attributes:
        title: of the homework, and of its part where parts are late separately.
        due, submitted, late, spent, left, before, after: a sentence each; empty if there is nothing to say.
        hours: late, in hours.
    """

    item: str
    title: str
    due: str
    submitted: str
    late: str
    spent: str
    left: str
    before: str
    after: str
    hours: float


def explained(line: Line, title: str, zone: tzinfo) -> Explained:
    """The sentences of a line; times are local times in `zone`."""
    claim = line.claim
    part = f", {claim.parts[0].part}" if len(claim.parts) < len(claim.work.parts) else ""
    return Explained(
        item=claim.work.item,
        title=f"{title}{part}",
        due=_due(claim, zone),
        submitted=_submitted(claim, zone),
        late=_late(line),
        spent=_spent(line),
        left=_left(line),
        before=_before(claim),
        after=_after(line),
        hours=hours_late(claim),
    )


def hours_late(claim: Claim) -> float:
    """Hours from the student's own due date to the latest part; 0 if nothing is late or no time is known."""
    due, times = claim.work.own_due or claim.work.due, [part.at for part in claim.parts if part.at is not None]
    return max(0.0, max(times).timestamp() - due.timestamp()) / 3600 if due is not None and times else 0.0


def shown(moment: datetime, zone: tzinfo) -> str:
    """
    >>> from datetime import timezone
    >>> shown(datetime(2027, 2, 8, 23, 59, tzinfo=timezone.utc), timezone.utc)
    'Mon 2027-02-08 23:59'
    """
    local = moment.astimezone(zone)
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[local.weekday()]} {local:%Y-%m-%d %H:%M}"


def _due(claim: Claim, zone: tzinfo) -> str:
    work = claim.work
    if work.due is None:
        return ""
    if work.own_due is None:
        return f"Due {shown(work.due, zone)}, as for everybody."
    return f"Due {shown(work.own_due, zone)}, not {shown(work.due, zone)}: {work.because}."


def _submitted(claim: Claim, zone: tzinfo) -> str:
    said = []
    for part in claim.parts:
        name = f"{part.part}: " if len(claim.work.parts) > 1 else ""
        if part.at is not None:
            said.append(f"{name}{shown(part.at, zone)}")
        elif part.earned is None:
            said.append(f"{name}nothing")
        elif claim.work.due is not None:
            said.append(f"{name}a time that nobody knows")
    return f"Submitted {listed(said)}." if said else ""


def _late(line: Line) -> str:
    claim = line.claim
    if claim.policy is None or not any(part.at is not None for part in claim.parts):
        return ""
    since = f"{_duration(hours_late(claim))} late"
    if claim.seen == 0:
        return f"{since}, which is tolerated." if hours_late(claim) else "On time."
    counted = f": {many(claim.seen, claim.policy.unit)}, since each {claim.policy.unit} or part of one counts"
    by_part = " by the later part" if len(claim.parts) > 1 else ""
    free = f"; it costs nothing, since {claim.work.free}" if claim.work.free else ""
    return f"{since}{by_part}{counted}{free}."


def _duration(hours: float) -> str:
    """
    >>> _duration(30.05), _duration(24), _duration(0.01)
    ('30 hours and 3 minutes', '24 hours', '36 seconds')
    """
    seconds = round(hours * 3600)
    if seconds < 60:
        return many(seconds, "second")
    parts = ((seconds // 3600, "hour"), (seconds // 60 % 60, "minute"))
    return listed([many(count, noun) for count, noun in parts if count])


def _spent(line: Line) -> str:
    claim = line.claim
    if claim.policy is None or claim.late == 0 or line.budget == 0:
        return ""
    unit = _unit(claim.policy)
    waived = " Counted with less than what was granted, which would have cost a later homework more."
    waived = waived if line.waived else ""
    if line.refused:
        return f"It takes no {unit}, because {_refusal(line)}.{waived}"
    group = f" Your group may use {many(line.covered, unit)}." if line.covered > line.spent else ""
    rest = f"; {many(line.uncovered, claim.policy.unit)} not covered" if line.uncovered else ""
    return f"It takes {many(line.spent, unit)}{rest}.{group}{waived}"


def _unit(policy: LatePolicy) -> str:
    return f"grace {policy.unit}"


def _refusal(line: Line) -> str:
    claim = line.claim
    policy = claim.policy
    assert policy is not None
    if policy.latest is not None and claim.late > policy.latest * policy.per_day:
        return f"nothing is accepted {f'more than {many(policy.latest, _DAY)} ' if policy.latest else ''}late"
    unit = _unit(policy)
    if claim.late > policy.per_homework * policy.per_day:
        return f"one homework may take at most {many(policy.per_homework * policy.per_day, unit)}"
    needed = f"it would need {many(claim.late, unit)}"
    if policy.assigned is Assigned.MOST_FAVOURABLE:
        return f"{needed}, which are worth more elsewhere"
    if policy.groups is not GroupDays.EACH and claim.late <= line.left:
        return f"{needed}, more than your group may use"
    return f"{needed}, and {line.left or 'none'} {'is' if line.left <= 1 else 'are'} left"


def _left(line: Line) -> str:
    if line.claim.policy is None or line.budget == 0 or line.claim.work.due is None:
        return ""
    return f"{many(line.left, _unit(line.claim.policy))} left of {line.budget}."


def _before(claim: Claim) -> str:
    earned = [f"{points(part.earned or 0)} of {points(part.possible)} for {part.part}" for part in claim.parts]
    whole = f"{points(claim.earned)} of {points(claim.possible)} points"
    waiting = claim.work.waiting
    if waiting and claim.parts[0] == claim.work.parts[0]:
        has, does = ("has", "does") if len(waiting) == 1 else ("have", "do")
        rest = f"{listed(waiting)} {has} not been graded yet and {does} not count so far"
        return f"{whole} for {listed([part.part for part in claim.parts])}; {rest}."
    return f"{whole}." if len(earned) == 1 else f"{listed(earned)}: {whole}."


def _after(line: Line) -> str:
    claim, work = line.claim, line.claim.work
    if len(claim.parts) < len(work.parts) and (work.replaced is not None or work.curve):
        return f"{points(line.after)} points of this part; the whole homework: {work.why}."
    if work.replaced is not None or work.curve:
        return f"{points(line.counted)} points: {work.why}."
    if line.refused:
        return f"0 points: not accepted, because {_refusal(line)}."
    said = []
    if line.uncovered and claim.policy is not None:
        lost = claim.earned + claim.bonus - line.after
        said.append(f"{points(lost)} points lost: {penalty_rule(claim.policy)}")
    if claim.bonus:
        said.append(f"{points(claim.bonus)} points for being early")
    if not said:
        return f"{points(line.after)} points count." + (f" {_capital(work.why)}." if work.why else "")
    return f"{points(line.after)} points count: {'; '.join(said)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
