"""Extensions and overrides that probably do not do what their author meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from autograder.model import Scheduled
from autograder.records import Extension, Override, Problem, Records, Score
from autograder.records.items import Item
from autograder.text import points

_Scores = Mapping[tuple[str, str, str], Score]
_Place = tuple[str, str, str]


def without_effect(
    records: Records, items: Iterable[Item], scores: _Scores, possible: Mapping[str, Mapping[str, float]]
) -> Iterator[Problem]:
    """What staff should look at: it may be intended, but more often it is not.

    Args:
        possible: points of each part of each item, as far as they are known.
    """
    lines = {item.name: item.line for item in items}
    excused = {(one.who, one.homework) for one in records.extensions if one.excused}
    submitted = {(who, item) for (who, item, _), score in scores.items() if score.earned is not None}
    yield from _twice(records.extensions)
    for one in records.extensions:
        for what, remedy in _extension(one, lines, submitted):
            yield Problem(one.where, what, remedy, is_error=False)
    yield from _decided_twice(records.overrides)
    for decided in records.overrides:
        for what, remedy in _override(decided, excused, possible.get(decided.item, {})):
            yield Problem(decided.where, what, remedy, is_error=False)


def _twice(extensions: Iterable[Extension]) -> Iterator[Problem]:
    seen: Counter[tuple[object, ...]] = Counter()
    for one in extensions:
        key = one.who, one.homework, one.until, one.days, one.grace_days, one.excused, one.why
        seen[key] += 1
        if seen[key] == 2:
            what = f"the same was granted to {one.who} before, for the same reason; days add up"
            yield Problem(one.where, what, "remove one of them if it was granted once", is_error=False)


def _extension(
    one: Extension, lines: Mapping[str, Scheduled | None], submitted: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    line = lines.get(one.homework)
    moves = one.until is not None or bool(one.days)
    if moves and one.homework and line is None:
        yield f"{one.homework} has no due date, so this changes nothing", "write excused: yes, or an override"
    if one.until is not None and line is not None and one.until <= line.due:
        yield f"is not after the due date of {one.homework}, so it changes nothing", "correct until"
    if one.excused and one.homework and (one.who, one.homework) in submitted:
        what = f"{one.who} has a score in {one.homework}, which does not count, since it is excused"
        yield what, "remove the entry if the score should count"


def _decided_twice(overrides: Iterable[Override]) -> Iterator[Problem]:
    seen: dict[_Place, Override] = {}
    for one in overrides:
        if one.curve:
            continue
        other = seen.setdefault((one.who, one.item, one.part), one)
        if other is not one:
            what = f"{one.who}'s {one.item or 'percent'} was decided in {other.where}, too"
            yield Problem(one.where, what, "remove one of them: it is not clear which is meant")


def _override(one: Override, excused: set[tuple[str, str]], possible: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    if one.who and one.item and ((one.who, one.item) in excused or (one.who, "") in excused):
        yield f"{one.item} of {one.who} is excused, so this changes nothing", "remove one of them"
    most = possible.get(one.part) if one.part else sum(possible.values())
    if one.points is not None and most and one.points > most + 1e-9:
        yield f"gives {points(one.points)} points of {points(most)} possible", "correct points if this is a mistake"
    if one.percent is not None and one.percent > 100:
        yield f"gives {points(one.percent)} percent of the course", "correct percent if this is a mistake"
