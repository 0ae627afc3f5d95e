"""A batch: the grading of a whole class's submissions to one assignment."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from autograder.model.export import ExportedSubmission
from autograder.model.outcome import Check, Grading, Score


class Status(str, enum.Enum):
    """How one submission of a batch ended. REFUSED is for the student to fix, WITHHELD for us."""

    GRADED = "graded"
    REFUSED = "refused"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class BatchEntry:
    """One submission of a batch, and its result.

    Attributes:
        submission: who, when, and where its files came from.
        grading, score: None if the submission was refused or nothing ran.
        sentence: why it was refused or withheld; empty if it was graded.
        key: the stored result's; empty if there is none.
        digest: the submitted files', as in `Run.submission_digest`; empty if they could not be read.
        seconds: wall-clock seconds of grading, possibly in an earlier batch.
        cached: whether the result is from an earlier batch.
        engine: where it was graded, e.g. "threads" or a worker's address; empty if it was not.
        other_seeds: the same files graded with other seeds, on request, to find checks that depend on luck.
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
        graded: when the batch ended, with time zone.
        checks: the assignment's, in the order of their numbers, as they were scored.
        entries: one for each submission of the export, in the export's order.
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
