"""batch.csv: one line for each student, for a spreadsheet or a platform's gradebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from autograder.model import BatchEntry, Member
from autograder.text import inert

COLUMNS = (
    "Name", "Email", "SID", "Submission ID", "Status", "Score", "Max Points", "Submission Time", "Due", "Hours Late",
    "Submission Number", "Latest", "Sentence", "Remarks",
)  # fmt: skip


def table_of(entries: Iterable[BatchEntry]) -> str:
    """The table: a line for each member of a group, and one for a submission without a known owner."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        for member in entry.submission.members or (Member(),):
            writer.writerow(map(as_text, _row(entry, member)))
    return buffer.getvalue()


def _row(entry: BatchEntry, member: Member) -> Iterator[object]:
    submission, score = entry.submission, entry.score
    is_scored = score is not None and not score.withheld
    yield from (member.name, member.email, member.id, submission.id, entry.status.value)
    yield round(score.earned, 4) if score is not None and is_scored else ""
    yield round(score.possible, 4) if score is not None else ""
    yield submission.submitted.isoformat() if submission.submitted else ""
    yield submission.due.isoformat() if submission.due else ""
    yield hours_late(submission.submitted, submission.due)
    yield submission.number or ""
    yield "yes" if submission.is_latest else "no"
    yield entry.sentence
    yield "; ".join(submission.remarks)


def hours_late(submitted: datetime | None, due: datetime | None) -> float | str:
    """Hours after the due date, 0 if on time; "" if either time is unknown."""
    if submitted is None or due is None:
        return ""
    return max(0.0, round((submitted - due).total_seconds() / 3600, 2))


def as_text(value: object) -> object:
    """A text that no spreadsheet takes for a formula; a number stays one."""
    return inert(value) if isinstance(value, str) else value
