"""The sentence that tells a student about lateness.

Read from submission_metadata.json: `created_at`, `assignment.due_date`, and for each of `users` the name and that
user's own `due_date` and `late_due_date`, which differ from the assignment's if an extension was granted. A group's
homework is judged for each member by that member's own dates, and every member spends grace days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from autograder.model import GroupDays, LatePolicy, Scheduled
from autograder.scoring.balances import Balances
from autograder.scoring.policy import Lateness, lateness, limited
from autograder.text import listed, many

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))? ?(Z|UTC|GMT|([+-])(\d\d):?(\d\d)?)",
    re.ASCII | re.IGNORECASE,
)


_YEARS = range(1970, 3000)  # anything else is no submission, and arithmetic on it may overflow


@dataclass(frozen=True)
class Member:
    """One person of a submission, and what the submission's lateness costs this person.

    Attributes:
        due: the person's own due date.
        extended: whether that is later than the assignment's.
        left: grace days before this homework; None if unknown.
    """

    name: str
    due: datetime
    extended: bool
    lateness: Lateness
    left: int | None = None


def parse_moment(text: object) -> datetime | None:
    """A moment as Gradescope writes it, or in a similar form, in UTC; None if the value is not one.

    >>> parse_moment("2018-07-01T14:22:32.365935-07:00")
    datetime.datetime(2018, 7, 1, 21, 22, 32, 365935, tzinfo=datetime.timezone.utc)
    >>> parse_moment("2026-04-26 17:34:00.861687000 Z").isoformat()
    '2026-04-26T17:34:00.861687+00:00'
    >>> parse_moment("2026-04-26T17:34+02") == parse_moment("2026-04-26 15:34:00,0 GMT")
    True
    >>> parse_moment(None), parse_moment("soon"), parse_moment("2026-02-31T00:00:00Z")
    (None, None, None)
    """
    match = _MOMENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    date, time, fraction, _, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        moment = datetime.fromisoformat(f"{date}T{time if time[5:] else time + ':00'}.{(fraction or '')[:6]:0<6}")
        utc = (moment - offset).replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        return None
    return utc if utc.year in _YEARS else None


def members_of(
    metadata: Mapping[str, object],
    policy: LatePolicy,
    zone: tzinfo,
    scheduled: Scheduled | None = None,
    balances: Balances | None = None,
) -> tuple[Member, ...]:
    """The decision for every member of the submission; empty when the file does not say when it was due or submitted.

    Args:
        metadata: the decoded submission_metadata.json; anything unexpected in it counts as missing.
        zone: the course's time zone.
        scheduled: the schedule's line; its due date holds where the file has none.
        balances: the grace days that everybody has left, if the package holds them.
    """
    created_at = parse_moment(metadata.get("created_at"))
    assignment = _section(metadata.get("assignment"))
    due = parse_moment(assignment.get("due_date")) or last_due(metadata, scheduled)
    if created_at is None or due is None:
        return ()
    users = metadata.get("users")
    people = [_section(user) for user in users] if isinstance(users, list) and users else [{}]
    late_due = parse_moment(assignment.get("late_due_date"))
    return tuple(
        _member(person, created_at, due, late_due, policy, zone, bool(scheduled and scheduled.on_request), balances)
        for person in people
    )


def last_due(metadata: Mapping[str, object], scheduled: Scheduled | None = None) -> datetime | None:
    """The latest due date of anybody in the submission, including extensions; None if there is none.

    >>> own = {"name": "Ada", "assignment": {"due_date": "2027-02-14T23:59:00Z"}}
    >>> last_due({"assignment": {"due_date": "2027-02-12T23:59:00Z"}, "users": [{"name": "Bob"}, own]}).isoformat()
    '2027-02-14T23:59:00+00:00'
    >>> last_due({}) is None
    True
    """
    due = parse_moment(_section(metadata.get("assignment")).get("due_date")) or (scheduled.due if scheduled else None)
    users = metadata.get("users")
    people = [_section(user) for user in users] if isinstance(users, list) else []
    own = [parse_moment(_section(person.get("assignment")).get("due_date")) for person in people]
    return max((moment for moment in (due, *own) if moment is not None), default=None)


def summary_line(
    metadata: Mapping[str, object],
    policy: LatePolicy,
    zone: tzinfo,
    scheduled: Scheduled | None = None,
    balances: Balances | None = None,
) -> str:
    """What the submission's lateness costs, in words for the student; empty if nothing is known about it.

    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> dates = {"assignment": {"due_date": "2027-02-12T23:59:00-05:00"}, "users": [{"name": "Ada"}]}
    >>> print(summary_line({"created_at": "2027-02-12T20:00:00-05:00"} | dates, policy, timezone.utc))
    On time.
    >>> print(summary_line({"created_at": "2027-02-14T08:00:00-05:00"} | dates, policy, timezone.utc))
    2 days late: needs 2 grace days, if you have them left (at most 3 for one homework).
    >>> print(summary_line({"created_at": "2027-02-16T08:00:00-05:00"} | dates, policy, timezone.utc))
    4 days late: not accepted without an extension (nothing later than 3 days is); ask the staff.
    """
    if scheduled is not None:
        policy = limited(policy, scheduled.grace_days, scheduled.latest)
    members = members_of(metadata, policy, zone, scheduled, balances)
    as_of = balances.as_of if balances else ""
    if len({(member.lateness, member.extended, member.left) for member in members}) > 1:
        return " ".join(_sentence(member, policy, f"{member.name}: ", "their", as_of) for member in members)
    if len(members) > 1 and members[0].left is None and members[0].lateness.spent:
        late, spent = members[0].lateness, many(members[0].lateness.spent, "grace day")
        if policy.groups is GroupDays.EACH and not policy.by_hour and policy.after is None:
            return f"{many(late.days, 'day')} late: needs {spent} from each of the {len(members)} members."
    return _sentence(members[0], policy, "", "your", as_of) if members else ""


def _member(
    person: Mapping[str, object],
    created_at: datetime,
    due: datetime,
    late_due: datetime | None,
    policy: LatePolicy,
    zone: tzinfo,
    on_request: bool,
    balances: Balances | None,
) -> Member:
    own = _section(person.get("assignment"))
    own_due = parse_moment(own.get("due_date")) or due
    own_late_due = parse_moment(own.get("late_due_date"))
    granted = own_late_due if own_late_due is not None and own_late_due != late_due else None
    name = person.get("name")
    words = [word for word in (person.get("email"), person.get("sid")) if isinstance(word, str) and word]
    left = balances.of(words) if balances else None
    decided = lateness(created_at, own_due, policy, zone, accepted_until=granted, on_request=on_request, left=left)
    return Member(
        name=name if isinstance(name, str) and name else "someone",
        due=own_due,
        extended=own_due > due,
        lateness=decided,
        left=left,
    )


def _sentence(member: Member, policy: LatePolicy, prefix: str, whose: str, as_of: str) -> str:
    """What this submission needs, and what it takes where it is known how much somebody has left."""
    late, unit = member.lateness, policy.unit
    if late.days == 0:
        return f"{prefix}{'On time, with an extension' if member.extended else 'On time'}."
    since = f"{prefix}{many(late.days, unit)} late{' after an extension' if member.extended else ''}:"
    if late.on_request:
        return f"{since} an extension of this homework is granted to everyone who asks; ask, and it costs nothing."
    if member.left is not None and (late.spent or late.uncovered):
        return f"{since} {_takes(late, policy, member.left, whose)} (as of {as_of})."
    if late.spent and late.accepted:
        return f"{since} {_needs(late, policy, whose)}."
    if late.accepted and late.uncovered:
        return f"{since} no grace day covers it; {penalty_rule(policy)}."
    if late.accepted:
        return f"{since} accepted by an extension."
    if policy.latest is not None and late.days > policy.latest * policy.per_day:
        rule = f"nothing later than {many(policy.latest, 'day')} is"
    else:
        rule = f"one homework takes at most {many(policy.per_homework, 'grace day')}"
    return f"{since} not accepted without an extension ({rule}); ask the staff."


def _takes(late: Lateness, policy: LatePolicy, left: int, whose: str) -> str:
    """
    >>> policy = LatePolicy(grace_days=6, per_homework=3, latest=3)
    >>> _takes(Lateness(2, 2), policy, 3, "your")
    'takes 2 of the 3 grace days that you have left'
    >>> _takes(Lateness(2, 0, 1, refused=True), policy, 1, "their")
    'not accepted without an extension, since it needs 2 grace days and they have 1 left; ask the staff'
    """
    unit = "grace hour" if policy.by_hour else "grace day"
    they = "you have" if whose == "your" else "they have"
    if late.refused and policy.latest is not None and late.days > policy.latest * policy.per_day:
        latest = many(policy.latest, "day")
        return f"not accepted without an extension, since nothing later than {latest} is; ask the staff"
    if late.refused and late.days > policy.per_homework * policy.per_day:
        most = many(policy.per_homework * policy.per_day, unit)
        return f"not accepted without an extension, since one homework takes at most {most}; ask the staff"
    if late.refused:
        needed = f"it needs {many(late.days, unit)} and {they} {left or 'none'} left"
        return f"not accepted without an extension, since {needed}; ask the staff"
    taken = f"takes {late.spent} of the {many(left, unit)} that {they} left" if late.spent else f"{they} no {unit} left"
    rest = f"; for the other {many(late.uncovered, policy.unit)} {penalty_rule(policy)}" if late.uncovered else ""
    return f"{taken}{rest}"


def _needs(late: Lateness, policy: LatePolicy, whose: str) -> str:
    """
    >>> _needs(Lateness(1, 1), LatePolicy(grace_days=6, per_homework=3, latest=3), "their")
    'needs 1 grace day, if they have it left (at most 3 for one homework)'
    """
    noun = "grace hour" if policy.by_hour else "grace day"
    limited = policy.per_homework < policy.grace_days
    limit = f" (at most {policy.per_homework}{' days' if policy.by_hour else ''} for one homework)" if limited else ""
    they, them = "you" if whose == "your" else "they", "it" if late.spent == 1 else "them"
    beyond = f"; for the other {many(late.uncovered, policy.unit)} {penalty_rule(policy)}" if late.uncovered else ""
    otherwise = f", otherwise {penalty_rule(policy)}" if policy.after and not late.uncovered else ""
    return f"needs {many(late.spent, noun)}, if {they} have {them} left{otherwise}{limit}{beyond}"


def penalty_rule(policy: LatePolicy) -> str:
    """What late days without a grace day cost, as a part of a sentence.

    >>> from autograder.model import LatePenalty
    >>> penalty_rule(LatePolicy(2, 2, None, LatePenalty(per_day=10, most=50)))
    'each late day costs 10 % of the points possible, 50 % at most'
    >>> penalty_rule(LatePolicy(0, 0, 2, LatePenalty(percent=(10, 30), of_earned=True)))
    '10 % or 30 % of the points earned are lost for 1 or 2 late days or more'
    """
    after = policy.after
    if after is None:
        return "it is not accepted"
    of = "earned" if after.of_earned else "possible"
    most = f", {after.most:g} % at most" if after.most < 100 else ""
    said = []
    if after.percent:
        lost, days = (
            listed([f"{one:g}{sign}" for one in row], joined="or")
            for row, sign in (
                (after.percent, " %"),
                (tuple(float(day) for day in range(1, len(after.percent) + 1)), ""),
            )
        )
        last = "" if len(after.percent) == 1 else "s"
        said.append(f"{lost} of the points {of} are lost for {days} late {policy.unit}{last} or more")
    if after.per_day:
        said.append(f"each late {policy.unit} costs {after.per_day:g} % of the points {of}{most}")
    if after.factor < 1:
        said.append(f"each late {policy.unit} leaves {after.factor * 100:g} % of the points")
    if after.at_most < 100:
        said.append(f"late work earns {after.at_most:g} % of the points at most")
    return listed(said)


def _section(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
