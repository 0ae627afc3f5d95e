"""Facts that are missing, or contradict each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from autograder.gradebook.batches import FromBatches
from autograder.gradebook.works import Facts
from autograder.records import Problem, Records, Score
from autograder.records.items import PROGRAMMING, Item
from autograder.text import listed, many, points

_MOST = 5
_TINY = 1e-6


def points_possible(
    items: Iterable[Item], scores: Mapping[tuple[str, str, str], Score]
) -> tuple[dict[str, dict[str, float]], list[Problem]]:
    """Points possible of each part of each item; an item without them is a problem, and does not count."""
    said: dict[tuple[str, str], set[float]] = defaultdict(set)
    for (_, name, part), score in scores.items():
        if score.possible is not None:
            said[name, part].add(score.possible)
    possible: dict[str, dict[str, float]] = {}
    problems = []
    for item in items:
        found = {
            part: ours if ours is not None else max(said[item.name, part], default=None)
            for part, ours in item.parts.items()
        }
        possible[item.name] = {part: value for part, value in found.items() if value is not None}
        for part, ours in item.parts.items():
            if ours is None and len(said[item.name, part]) > 1:
                given = listed([points(value) for value in sorted(said[item.name, part])], joined="or")
                what = f"{part} has {given} points, depending on the score file or row; the most are taken"
                problems.append(
                    Problem(item.name, what, "export all scores again, or write points: in course.yaml", False)
                )
            others = {value for value in said[item.name, part] if ours is not None and abs(value - ours) > 1e-6}
            if others and ours is not None:
                what = f"{part} has {points(ours)} points here, and {points(max(others))} in a score file"
                problems.append(Problem(item.name, what, "make them agree; the points are taken as they are", False))
    unknown = {(item.name, part) for item in items for part in item.parts if part not in possible[item.name]}
    has_scores = {(name, part) for (_, name, part), score in scores.items() if score.earned is not None}
    for name in sorted({name for name, _ in unknown & has_scores}):
        remedy = "write points: in course.yaml, or a row 'Points Possible' in the score file"
        problems.append(Problem(name, "nothing says how many points it gives, so it does not count", remedy))
    return possible, problems


def not_graded_yet(items: Iterable[Item], graded: Mapping[str, Mapping[str, float]]) -> Iterator[Problem]:
    """Parts of items that count, in which nobody has a score."""
    for item in items:
        for part in item.parts if item.name in graded else ():
            if part not in graded[item.name]:
                what = f"nobody has a score in {part} yet, so {item.name} counts without it so far"
                yield Problem(item.name, what, "put its scores into records/scores/ once it is graded", is_error=False)


def above_possible(
    scores: Mapping[tuple[str, str, str], Score], possible: Mapping[str, Mapping[str, float]]
) -> Iterator[Problem]:
    """Scores of more points than there are; one problem for each item and part."""
    above: dict[tuple[str, str], list[tuple[str, str, float]]] = defaultdict(list)
    for (key, name, part), score in scores.items():
        if score.earned is not None and score.earned > possible.get(name, {}).get(part, math.inf) + _TINY:
            above[name, part].append((score.where, key, score.earned))
    for (name, part), found in above.items():
        where = min(found)[0]
        who = listed([f"{points(earned)} by {key}" for _, key, earned in sorted(found)], most=_MOST)
        what = f"{name} has {points(possible[name][part])} points, and there {'is' if len(found) == 1 else 'are'} {who}"
        yield Problem(where, what, "correct what is not meant so; it counts as it stands", is_error=False)


def contradictions(
    records: Records, batches: FromBatches, items: Iterable[Item], facts: Mapping[str, Facts]
) -> list[Problem]:
    """Scores that differ between files and batches, and extensions on the platform that records/ lacks."""
    problems = []
    differ: dict[str, int] = defaultdict(int)
    for place, score in batches.scores.items():
        other = records.scores.get(place)
        if other is not None and other.earned is not None and score.earned is not None:
            differ[place[1]] += abs(other.earned - score.earned) > 1e-6
    for name, count in differ.items():
        if count:
            source = f"the {batches.runs[name].kind}" if name in batches.runs else "the batch"
            what = f"{many(count, 'score')} of {PROGRAMMING} differ between {source}, which counts, and records/scores"
            problems.append(Problem(name, what, "grade again, or remove the score file", False))
    lines = {item.name: item.line for item in items}
    for (key, name), due in sorted(batches.dues.items()):
        line = lines[name]
        granted = any(one.homework in ("", name) for one in facts[key].extensions)
        if line is not None and due > line.due and not granted:
            what = f"the platform has {key}'s due date at {due:%Y-%m-%d %H:%M %Z}, later than the course's"
            problems.append(Problem(name, what, "write it in records/extensions.yaml if it was granted", False))
    return problems
