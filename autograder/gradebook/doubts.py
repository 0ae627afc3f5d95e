"""Facts that are missing, or contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from autograder.gradebook.batches import FromBatches
from autograder.gradebook.works import Facts
from autograder.records import Problem, Records, Score
from autograder.records.items import PROGRAMMING, Item
from autograder.text import listed, many, points


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
    unknown = {item.name for item in items if len(possible[item.name]) < len(item.parts)}
    has_scores = {name for (_, name, _), score in scores.items() if score.earned is not None}
    for name in sorted(unknown & has_scores):
        remedy = "write points: in course.yaml, or a row 'Points Possible' in the score file"
        problems.append(Problem(name, "nothing says how many points it gives, so it does not count", remedy))
    return possible, problems


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
            what = f"{many(count, 'score')} of {PROGRAMMING} differ between the batch, which counts, and records/scores"
            problems.append(Problem(name, what, "grade again, or remove the score file", False))
    lines = {item.name: item.line for item in items}
    for (key, name), due in sorted(batches.dues.items()):
        line = lines[name]
        granted = any(one.homework in ("", name) for one in facts[key].extensions)
        if line is not None and due > line.due and not granted:
            what = f"the platform has {key}'s due date at {due:%Y-%m-%d %H:%M %Z}, later than the course's"
            problems.append(Problem(name, what, "write it in records/extensions.yaml if it was granted", False))
    return problems
