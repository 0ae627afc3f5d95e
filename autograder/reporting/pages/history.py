"""How scores grew from submission to submission, for one student and for the class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from autograder.model import Batch, BatchEntry
from autograder.reporting.pages.figures import Spread, scores, spread

_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)
_FEWEST = 3  # students, below whom a median says nothing of the class


@dataclass(frozen=True)
class Step:
    """The class at its nth submission: how many students have one, and their scores then."""

    nth: int
    students: int
    spread: Spread


def histories(batch: Batch) -> Mapping[str, tuple[BatchEntry, ...]]:
    """The submissions of everybody who has several, in their order, by the id of the newest."""
    grouped: dict[str, list[BatchEntry]] = {}
    for entry in batch.entries:
        grouped.setdefault(entry.submission.latest or entry.submission.id, []).append(entry)
    return {id: tuple(sorted(found, key=_moment)) for id, found in grouped.items() if len(found) > 1}


def growth(found: Mapping[str, tuple[BatchEntry, ...]]) -> tuple[Step, ...]:
    """The class at its first submission, its second and so on, while enough students have one."""
    steps: list[Step] = []
    longest = max(map(len, found.values()), default=0)
    for nth in range(longest):
        reached = scores([entries[nth] for entries in found.values() if len(entries) > nth])
        if len(reached) < _FEWEST:
            break
        steps.append(Step(nth + 1, len(reached), spread(reached)))
    return tuple(steps)


def _moment(entry: BatchEntry) -> tuple[int, datetime, bool]:
    told = entry.submission
    return told.number, told.submitted or _EARLIEST, told.is_latest
