"""`autograder report`: a class's pages, from the folder of its batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.batch.folders import batch_folder
from autograder.batch.store import read_batch
from autograder.cli.batch import say_own_failures
from autograder.cli.say import say, shown_path
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.model import Assignment, Batch, Course
from autograder.reporting.pages.class_report import ClassReport
from autograder.reporting.pages.figures import CheckFigures, current, scores, spread
from autograder.reporting.pages.folder import prepare, write
from autograder.reporting.pages.templates import percent, result
from autograder.scoring.compare import who_of
from autograder.text import listed, many, points

_MOST_NAMED = 3


def class_report(course: Course, name: str, folder: Path | None, out: Path | None, also: Sequence[Path] = ()) -> int:
    """Write the pages about a batch, and summarise them in a few lines.

    Args:
        also: folders of other batches of the homework, used to find flaky checks.

    Raises:
        InputError: there is no such batch, it is another homework's, Jinja is not installed, or the pages cannot be
            written.
    """
    assignment = load_assignment(course, name)
    batch = read_own_batch(assignment, folder or batch_folder(course, name))
    pages = out or course.root / "build" / "reports" / name
    others = [entry for other in also for entry in read_own_batch(assignment, other).entries]
    report = ClassReport(assignment, batch, others)
    prepare(pages)
    write(pages, report.overview())
    write(pages, report.submissions())
    _say(batch, report.checks)
    say(f"report: {shown_path(pages / 'index.html')}")
    return 0


def read_own_batch(assignment: Assignment, folder: Path) -> Batch:
    """The batch in a folder.

    Raises:
        InputError: there is none, it cannot be read, or it is another homework's.
    """
    batch = read_batch(folder.resolve())
    if batch.assignment != assignment.name:
        what = f"holds a batch of {batch.assignment}, not of {assignment.name}"
        raise InputError(str(folder), what, "name the folder of this homework's batch")
    return batch


def _say(batch: Batch, checks: Sequence[CheckFigures]) -> None:
    entries = current(batch)
    known = scores(entries)
    say(f"{many(len(entries), 'submission')}, {len(known)} with a score: median {points(spread(known).median)}")
    without = [entry for entry in entries if result(entry) in ("refused", "withheld")]
    if without:
        say(f"without a score: {listed([who_of(entry) for entry in without], _MOST_NAMED)}")
    say_own_failures(without)
    hardest = sorted((row for row in checks if row.judged), key=lambda row: row.rate)[:_MOST_NAMED]
    for row in hardest:
        say(f"  {percent(row.rate):>5} full marks: {row.check.number} {row.check.title}")
