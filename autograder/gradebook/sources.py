"""Where the scores of each homework come from, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from autograder.gradebook.batches import FromBatches
from autograder.gradebook.runs import Run
from autograder.gradebook.sentences import shown
from autograder.records import Score
from autograder.records.items import Item
from autograder.text import listed, many


def sources_of(
    items: Iterable[Item],
    graded: Mapping[str, Mapping[str, float]],
    scores: Mapping[tuple[str, str, str], Score],
    batches: FromBatches,
    zone: tzinfo,
) -> Iterator[tuple[str, str, str]]:
    """(title, part, where from) for each part of a homework that counts."""
    files: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (_, name, part), score in scores.items():
        if score.earned is not None:
            files[name, part].add(score.where.rpartition(":")[0])
    for item in items:
        run = batches.runs.get(item.name)
        for part in graded.get(item.name, ()) if item.line is not None else ():
            named = [told(run, zone) if run and file == run.where else file for file in sorted(files[item.name, part])]
            yield item.title, part, listed(named)


def told(run: Run, zone: tzinfo) -> str:
    """A run in words, with the time at which it ended."""
    policy = ""
    if run.never_lower:
        policy = f", --never-lower, which keeps {many(len(run.kept), 'earlier score')}"
    return f"the {run.kind} of {shown(run.batch.graded, zone)} in {run.where}{policy}"
