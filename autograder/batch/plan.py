"""Taking a class's submissions in: what each of them is, whether it can be graded, and with which seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.batch.keys import seed_of
from autograder.batch.refused import keep_refused
from autograder.batch.store import Store
from autograder.files import make_folder
from autograder.grading.workdir import Workdir
from autograder.model import Assignment, BatchEntry, Export, ExportedSubmission, HiddenRuns, Status, Submission
from autograder.pipeline.grade_one import taken_in
from autograder.reporting.summary import left_out

_NO_FILES = "download it again, or grade it by itself"
_UNREAD = "could not be unpacked from the export: download it again"


@dataclass(frozen=True)
class Planned:
    """One submission of a batch before it is graded.

    Attributes:
        entry: what is known already; complete if the submission cannot be graded.
        submission: its files, in the store; None if it cannot be graded.
        seeds: the seeds of its runs; the first run counts.
        postpone_hidden: its hidden checks do not run yet.
    """

    entry: BatchEntry
    submission: Submission | None = None
    seeds: tuple[int, ...] = ()
    postpone_hidden: bool = False


def take_in(
    assignment: Assignment, export: Export, store: Store, secret: bytes, seeds: int, now: datetime
) -> Iterator[Planned]:
    """Each submission of an export, in the export's order; files that can be graded go into the store.

    Args:
        seeds: how many runs each of them gets.
        now: decides whether hidden checks that are not run before the due date are run.
    """
    scheduled = assignment.course.scheduled(assignment.name)
    with Workdir() as folder:
        for number, one in enumerate(export.submissions):
            due = one.due or (scheduled.due if scheduled else None)
            into = folder / str(number)
            make_folder(into)
            planned = _planned(assignment, replace(one, due=due), store, into)
            if planned.submission is None and one.source and not one.source.is_relative_to(export.source):
                entry = planned.entry  # what was unpacked for this batch is gone after it
                kept = keep_refused(store.folder, one.id, one.source) if entry.status is Status.REFUSED else None
                planned = Planned(replace(entry, submission=replace(entry.submission, source=kept)))
            if planned.submission is not None:
                drawn = tuple(seed_of(secret, assignment.name, planned.submission.digest, k) for k in range(seeds))
                waits = assignment.run_hidden is HiddenRuns.AFTER_DUE_DATE and due is not None and now < due
                planned = replace(planned, seeds=drawn, postpone_hidden=waits)
            yield planned


def _planned(assignment: Assignment, one: ExportedSubmission, store: Store, into: Path) -> Planned:
    if one.source is None:
        return Planned(BatchEntry(one, Status.WITHHELD, sentence="; ".join((*one.remarks, _NO_FILES))))
    if hit := _asked_for(one.unread, assignment.submit):
        return Planned(BatchEntry(one, Status.WITHHELD, sentence=f"{hit} {_UNREAD}"))
    submission = taken_in(one.source, assignment, into, unpacked=one.source.is_dir())
    if isinstance(submission, str):
        return Planned(BatchEntry(one, Status.REFUSED, sentence=submission))
    kept = store.put_files(submission)
    remarks = (*one.remarks, *left_out(submission))
    entry = BatchEntry(replace(one, source=kept, remarks=remarks), Status.WITHHELD, digest=submission.digest)
    return Planned(entry, replace(submission, root=kept))


def _asked_for(unread: tuple[str, ...], submit: tuple[str, ...]) -> str:
    """The first of the files that could not be unpacked which is to be graded, or a folder of one; or ""."""
    for path in unread:
        if any(f"/{path}".endswith(f"/{wanted}") or wanted.startswith(f"{path}/") for wanted in submit):
            return path
    return ""
