"""Decides which run of a homework's tests gives its scores: the class's batch, or a regrade of that batch.

A finished regrade is meant to count, so it does, by the policy that it was made with. It is a complete batch of its
own. A regrade of another batch than the present one may lack submissions, and does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.batch.folders import BATCHES, REGRADES
from autograder.batch.regrade import RECORD
from autograder.batch.store import FILE, read_batch
from autograder.errors import InputError
from autograder.model import Batch
from autograder.records import Problem
from autograder.records.problems import from_error
from autograder.reporting.movements import NEVER_LOWER, Record
from autograder.text import many

_BY_HAND = "write scores that should count into records/overrides.yaml"


@dataclass(frozen=True)
class Run:
    """A batch whose scores count.

    Attributes:
        kind: "batch" or "regrade".
        where: its folder in the course.
        kept: earlier scores that count instead of its own, by the id of the submission.
        never_lower: whether its policy keeps such scores.
    """

    batch: Batch
    kind: str
    where: str
    kept: Mapping[str, float] = field(default_factory=dict)
    never_lower: bool = False


def run_of(root: Path, name: str) -> tuple[Run | None, list[Problem]]:
    """The run whose scores count for a homework, or None if there is none; and what staff should know about other runs.

    Args:
        root: the course's folder.
    """
    problems: list[Problem] = []
    here, where = f"{BATCHES}/{name}", f"{REGRADES}/{name}"
    batch = _batch(root, here, problems)
    taken = Run(batch, "batch", here) if batch is not None else None
    if not (root / where / RECORD).is_file():
        return taken, problems
    record = _record(root / where / RECORD)
    if record is None:
        what = "the regrade was not finished, so its scores do not count"
        remedy = f"run 'autograder regrade {name}' again; it goes on where it stopped"
        return taken, [*problems, Problem(where, what, remedy, is_error=False)]
    kept = {one.id: one.kept for one in record.movements if one.kept is not None}
    if batch is None or record.before.graded == batch.graded.isoformat():
        regrade = _batch(root, where, problems)
        if regrade is not None:
            taken = Run(regrade, "regrade", where, kept, record.policy == NEVER_LOWER)
    elif record.after.graded > batch.graded.isoformat():
        what = f"is newer than {here} and does not count, since it was made from another batch"
        remedy = f"run 'autograder regrade {name}' without --against if it should count"
        problems.append(Problem(where, what, remedy, is_error=False))
    elif kept:
        what = f"what --never-lower kept for {many(len(kept), 'submission')} is gone: the class was graded again"
        problems.append(Problem(where, what, _BY_HAND, is_error=False))
    return taken, problems


def _batch(root: Path, where: str, problems: list[Problem]) -> Batch | None:
    if not (root / where / FILE).is_file():
        return None
    try:
        return read_batch(root / where)
    except InputError as error:
        problems.append(from_error(error))
        return None


def _record(path: Path) -> Record | None:
    """What a regrade did; None if it was interrupted, in which case its file holds nothing else."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
