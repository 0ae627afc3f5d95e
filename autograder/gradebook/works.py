"""Turns facts about one student into the arithmetic's input: each item's parts and due date, with the reason for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.model import Scheduled
from autograder.records import Extension, Override, Score
from autograder.records.items import Item
from autograder.scoring.claims import PartWork, Work
from autograder.text import listed, many, points

_ON_REQUEST = "an extension of this homework is granted to everyone who asks"
_NOTHING = Score(None, None)
_MOST = 8  # extensions of one homework of which every choice is looked at


@dataclass(frozen=True)
class Facts:
    """What is known about one student."""

    scores: Mapping[tuple[str, str], Score]
    extensions: Sequence[Extension]
    overrides: Sequence[Override]


def work_of(item: Item, possible: Mapping[str, float], facts: Facts, as_of: datetime) -> Work:
    """What one student did for one item, as far as it was known at `as_of`.

    Args:
        possible: points of each of its parts that has been graded.
    """
    granted = [one for one in facts.extensions if one.homework in ("", item.name)]
    decided = [one for one in facts.overrides if one.item == item.name and (not one.part or one.part in possible)]
    scores = {part: facts.scores.get((item.name, part), _NOTHING) for part in item.parts if part in possible}
    parts = tuple(_part(part, possible[part], score, decided, as_of) for part, score in scores.items())
    line, whole = item.line, [one for one in decided if one.points is not None and not one.part]
    own_due, because = own_due_date(line, granted) if line and granted else (None, "")
    excused = [f"{one.why} (granted by {one.granted_by})" for one in granted if one.excused]
    excused += ["excused on the platform" for score in scores.values() if score.excused]
    pairs = zip(parts, scores.values(), strict=True)
    withheld = [score.withheld for part, score in pairs if score.withheld and part.earned is None]
    if not excused and not whole:  # what staff decided needs no score
        excused = withheld
    return Work(
        item=item.name,
        section=item.section,
        parts=parts,
        due=line.due if line else None,
        own_due=own_due,
        because=because,
        lesser=_lesser(line, granted) if line and own_due else (),
        weight=item.weight,
        extra=item.extra,
        grace_days=line.grace_days if line else None,
        latest=line.latest if line else None,
        free=_ON_REQUEST if line and line.on_request else "",
        excused=listed(sorted(set(excused))) if excused else "",
        withheld=bool(withheld) and excused is withheld,
        replaced=max((one.points or 0.0 for one in whole), default=None),
        curve=sum(one.curve for one in decided),
        why=listed([_why(one) for one in sorted(decided, key=lambda one: one.where)]) if decided else "",
        waiting=tuple(part for part in item.parts if part not in possible),
    )


def own_due_date(line: Scheduled, granted: Iterable[Extension]) -> tuple[datetime | None, str]:
    """A student's own due date and why it is this one; (None, "") where it is the course's.

    The latest `until` holds, and `days` are added to it, all of them.
    """
    due, why = line.due, []
    for one in sorted(granted, key=lambda one: (one.until is None, one.where)):
        if one.until is not None and one.until > due:
            due = one.until
            why.append(f"an extension until {one.until:%Y-%m-%d %H:%M} ({one.why}; granted by {one.granted_by})")
        elif one.days:
            due += timedelta(days=one.days)
            why.append(f"{many(one.days, 'day')} more ({one.why}; granted by {one.granted_by})")
    return (due, listed(why)) if due > line.due else (None, "")


def _lesser(line: Scheduled, granted: Sequence[Extension]) -> tuple[tuple[datetime | None, str], ...]:
    """Due dates by some of what was granted, the latest first; see `Work.lesser`."""
    moved = [one for one in granted if one.until is not None or one.days][:_MOST]
    some = (own_due_date(line, few) for count in range(len(moved)) for few in itertools.combinations(moved, count))
    found: dict[datetime | None, str] = {}
    for due, because in some:
        found.setdefault(due, because)
    return tuple(sorted(found.items(), key=lambda one: one[0] or line.due, reverse=True))


def _part(part: str, possible: float, score: Score, decided: Sequence[Override], as_of: datetime) -> PartWork:
    if not decided and (score.at is None or score.at <= as_of):  # nearly always
        return PartWork(part, possible, score.earned, score.at)
    replaced = [one.points for one in decided if one.part == part and one.points is not None]
    if score.at is not None and score.at > as_of:
        return PartWork(part, possible, max(replaced, default=None))
    return PartWork(part, possible, max(replaced, default=score.earned), score.at)


def _why(one: Override) -> str:
    if one.points is not None:
        what = f"{one.part or 'the whole'} replaced by {points(one.points)} points"
    else:
        what = f"curved by {one.curve:g} % of the points possible"
    return f"{what} ({one.why}; by {one.by})"
