"""A batch: the grading of a whole class's submissions to one assignment."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from autograder.model.export import ExportedSubmission
from autograder.model.outcome import Check, Grading, Score


class Status(str, enum.Enum):
    """What became of one submission of a batch. REFUSED is the student's to fix, WITHHELD ours."""

    GRADED = "graded"
    REFUSED = "refused"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class BatchEntry:
    """One submission of a batch and what became of it.

    Attributes:
        submission: who, when, and where its files came from.
        grading, score: of what was graded; None if it was refused, or where nothing ran.
        sentence: why it was refused or withheld; empty when it was graded.
        key: of the stored result; empty if there is none.
        digest: of the submitted files, as in `Run.submission_digest`; empty if they could not be read.
        seconds: what grading it took, also where that was in an earlier batch.
        cached: whether an earlier batch had done it.
        engine: where it was graded, e.g. "threads" or a worker's address; empty if it was not.
        other_seeds: the same files graded with other seeds, where that was asked for: to find checks
            that depend on luck.
    """

    submission: ExportedSubmission
    status: Status
    grading: Grading | None = None
    score: Score | None = None
    sentence: str = ""
    key: str = ""
    digest: str = ""
    seconds: float = 0.0
    cached: bool = False
    engine: str = ""
    other_seeds: tuple[Grading, ...] = ()


@dataclass(frozen=True)
class Batch:
    """A whole batch, as its folder holds it.

    Attributes:
        assignment: its name.
        source: what was graded, for messages.
        graded: when it ended, with time zone.
        checks: of the assignment, in the order of their numbers, as they were scored.
        entries: one for each submission of the export, in its order.
        running_digest, scoring_digest: see grading/digests.py.
        version: of the autograder.
        remarks: for staff: about the export as a whole.
    """

    assignment: str
    source: str
    graded: datetime
    checks: tuple[Check, ...]
    entries: tuple[BatchEntry, ...]
    running_digest: str = ""
    scoring_digest: str = ""
    version: str = ""
    remarks: tuple[str, ...] = ()
