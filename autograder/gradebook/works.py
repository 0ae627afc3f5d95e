"""From facts about one student to what the arithmetic takes: each item's parts, due date, and why it is this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.model import Scheduled
from autograder.records import Extension, Override, Score
from autograder.records.items import Item
from autograder.scoring.claims import PartWork, Work
from autograder.text import listed, many, points

_ON_REQUEST = "an extension of this homework is granted to everyone who asks"


@dataclass(frozen=True)
class Facts:
    """What is known about one student."""

    scores: Mapping[tuple[str, str], Score]
    extensions: Sequence[Extension]
    overrides: Sequence[Override]


def work_of(item: Item, possible: Mapping[str, float], facts: Facts, as_of: datetime) -> Work:
    """What one student did for one item, as far as it was known at `as_of`.

    Args:
        possible: points of each of its parts.
    """
    granted = [one for one in facts.extensions if one.homework in ("", item.name)]
    decided = [one for one in facts.overrides if one.item == item.name]
    scores = {part: facts.scores.get((item.name, part), Score(None, None)) for part in item.parts}
    parts = tuple(_part(part, possible[part], scores[part], decided, as_of) for part in item.parts)
    line, whole = item.line, [one for one in decided if one.points is not None and not one.part]
    own_due, because = own_due_date(line, granted) if line else (None, "")
    excused = [f"{one.why} (granted by {one.granted_by})" for one in granted if one.excused]
    excused += ["excused on the platform" for score in scores.values() if score.excused]
    return Work(
        item=item.name,
        section=item.section,
        parts=parts,
        due=line.due if line else None,
        own_due=own_due,
        because=because,
        weight=item.weight,
        extra=item.extra,
        grace_days=line.grace_days if line else None,
        latest=line.latest if line else None,
        free=_ON_REQUEST if line and line.on_request else "",
        excused=listed(sorted(set(excused))),
        replaced=max((one.points or 0.0 for one in whole), default=None),
        curve=sum(one.curve for one in decided),
        why=listed([_why(one) for one in sorted(decided, key=lambda one: one.where)]),
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


def _part(part: str, possible: float, score: Score, decided: Iterable[Override], as_of: datetime) -> PartWork:
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
