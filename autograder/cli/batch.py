"""`autograder batch`: a whole class."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from statistics import quantiles
from textwrap import wrap
from typing import TYPE_CHECKING

from autograder.batch.engines import engine_named
from autograder.batch.engines.engine import Environment
from autograder.batch.folders import batch_folder, regrade_folder
from autograder.batch.inputs import write_inputs
from autograder.batch.options import NOT_YET, Finished, Options
from autograder.batch.regrade import RECORD
from autograder.batch.run import run_batch
from autograder.batch.store import FILE, TABLE
from autograder.cli.say import say, shown_path
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.files import make_folder
from autograder.grading.staging import given_file
from autograder.grading.workdir import Workdir
from autograder.intake.exports import read_export
from autograder.model import Batch, BatchEntry, Course, Mode, Status
from autograder.reporting.own_failures import own_failures
from autograder.scoring.compare import label, who_of
from autograder.text import listed, many, one_line, points

if TYPE_CHECKING:
    from rich.progress import Progress

_MOST_NAMED, _MOST_FAILURES, _SLOWEST = 20, 8, 3
_INTERRUPTED, _WITHHELD = 130, 3
_WIDTH, _WIDEST = 18, 80
_ANOTHER = "choose another folder with --out"


def batch(
    course: Course,
    name: str,
    export: Path,
    out: Path | None = None,
    workers: int | None = None,
    on: str = "threads",
    again: str = "",
    seeds: int = 1,
    history: bool = False,
    allow_degraded: bool = False,
) -> int:
    """Grade all submissions of an export; results of an earlier batch are reused.

    Without `out` the results go to build/batches/<assignment>/ of the course.

    Returns:
        0 if every submission has a score or is refused, 3 if one has neither, 130 if the command was interrupted.
    """
    if seeds < 1:
        raise InputError("--seeds", f"{seeds} is too few", "use 1 or more")
    assignment = load_assignment(course, name)
    for path in assignment.given:
        given_file(assignment, path)
    folder = out or batch_folder(course, name)
    make_folder(folder, _ANOTHER)
    if (folder / RECORD).exists():
        raise InputError(str(folder), "holds a regrade, which would be lost", _ANOTHER)
    screen = Screen()
    with Workdir() as unpacked, engine_named(on, assignment, workers, allow_degraded) as engine:
        found = read_export(export, unpacked, history=history)
        for remark in found.remarks[:_MOST_NAMED]:
            say(f"{export.name}: {remark}", is_error=True)
        if len(found.remarks) > _MOST_NAMED:
            say(f"{export.name}: {len(found.remarks) - _MOST_NAMED} more remarks, in {FILE}", is_error=True)
        try:
            stores = () if out else (regrade_folder(course, name),)  # a folder of its own is for a second opinion
            options = Options(datetime.now(timezone.utc), again, seeds, stores)
            finished = run_batch(assignment, found, folder, engine, options, screen)
            write_inputs(folder, assignment, finished.batch)
        finally:
            screen.stop()
    _report(finished, folder, ["autograder", "batch", name, str(export), *(["--out", str(out)] if out else [])])
    if finished.interrupted:
        say(f"interrupted; run the same command to continue: {shown_path(folder)}", is_error=True)
        return _INTERRUPTED
    return _WITHHELD if any(entry.status is Status.WITHHELD for entry in finished.batch.entries) else 0


class Screen:
    """A bar with the time left and the counts so far on a terminal, and a line for each submission elsewhere."""

    _progress: Progress | None = None

    def planned(self, entries: int, to_run: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._total, self._counts = entries, Counter[Status]()
        console = Console(stderr=True)
        if console.is_terminal:
            columns = (
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(compact=True),
                TextColumn("{task.description}"),
            )
            self._progress = Progress(*columns, console=console, transient=True)
            self._task = self._progress.add_task("", total=entries)
            self._progress.start()
        elif to_run:
            say(f"{many(entries, 'submission')}, {many(to_run, 'run')} needed", is_error=True)

    def started(self, environment: Environment) -> None:
        if environment.shortage:
            say(f"memory: {environment.shortage}", is_error=True)
        if environment.mode is Mode.DEGRADED:
            say("the sandbox is degraded: do not trust these scores; no later batch reuses them", is_error=True)

    def finished(self, entry: BatchEntry) -> None:
        self._counts[entry.status] += 1
        if self._progress is not None:
            counts = ", ".join(f"{count} {status.value}" for status, count in self._counts.items())
            self._progress.update(self._task, advance=1, description=counts)
        elif not entry.cached:
            say(f"{self._counts.total()} of {self._total}: {_told(entry)}", is_error=True)

    def stopping(self, under_way: int) -> None:
        waiting = many(under_way, "submission")
        say(f"stopping after the {waiting} under way; press Ctrl-C again to stop now", is_error=True)

    def stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def _told(entry: BatchEntry) -> str:
    """One submission in a line."""
    who = f"{_whose(entry)} {entry.status.value}"
    if entry.status is Status.GRADED and entry.score is not None:
        return f"{who}, {points(entry.score.earned)} of {points(entry.score.possible)}, {entry.seconds:.1f} s"
    return f"{who}: {entry.sentence}"


def _whose(entry: BatchEntry) -> str:
    """Who submitted, with the id of the submission."""
    who, id = who_of(entry), one_line(entry.submission.id)
    return id if who == id else f"{who} ({id})"


def _report(finished: Finished, folder: Path, command: Sequence[str]) -> None:
    """Print the table at the end, and who needs attention."""
    batch = finished.batch
    for name, value in _rows(batch):
        for number, part in enumerate(wrap(value, _WIDEST - _WIDTH - 2, break_long_words=False)):
            say(f"{'' if number else name:{_WIDTH}}  {part}")
    for identifier, count in finished.uncertain[:_MOST_NAMED]:
        say(f"depends on the hidden data: {identifier} ({many(count, 'submission')})")
    withheld = [entry for entry in batch.entries if entry.status is Status.WITHHELD]
    if withheld and not finished.interrupted:
        say_own_failures(withheld)
        _name([entry for entry in withheld if not own_failures([entry])])
        if own_failures(withheld):
            say(f"once that is corrected, run: {shlex.join(command)}")
            say("where nothing has to be corrected, add: --again failed")
        else:
            say(f"grade them again: {shlex.join([*command, '--again', 'failed'])}")
    say(shown_path(folder / TABLE))


def say_own_failures(entries: Sequence[BatchEntry]) -> None:
    """Each check that failed by itself once: how many scores it withholds, where it is, why, and what to do."""
    found = own_failures(entries)
    for one in found[:_MOST_FAILURES]:
        say(f"{many(one.count, 'score')} withheld by {label(one.check)}, {one.check.id}:")
        say(f"  {one.what}")
    if len(found) > _MOST_FAILURES:
        say(f"and by {len(found) - _MOST_FAILURES} more; `autograder report` names them")


def _name(withheld: Sequence[BatchEntry]) -> None:
    for entry in withheld[:_MOST_NAMED]:
        say(_told(entry))
    if len(withheld) > _MOST_NAMED:
        say(f"and {len(withheld) - _MOST_NAMED} more, in {TABLE}")


def _rows(batch: Batch) -> list[tuple[str, str]]:
    left = sum(entry.sentence == NOT_YET for entry in batch.entries)
    counts = Counter(entry.status for entry in batch.entries if entry.sentence != NOT_YET)
    rows = [("submissions", str(len(batch.entries)))]
    rows += [(status.value, str(counts[status])) for status in Status]
    rows += [("not graded yet", str(left))] * (left > 0)
    rows.append(("from the cache", str(sum(entry.cached for entry in batch.entries))))
    ran = sorted((entry for entry in batch.entries if entry.key and not entry.cached), key=lambda entry: -entry.seconds)
    if ran:
        rows.append(("slowest", listed([f"{who_of(one)} ({one.seconds:.1f} s)" for one in ran[:_SLOWEST]])))
    scores = [entry.score.earned for entry in batch.entries if entry.score and entry.status is Status.GRADED]
    if scores:
        low, middle, high = quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else scores * 3
        possible = next(entry.score.possible for entry in batch.entries if entry.score)
        rows.append(("score, quartiles", f"{points(low)}, {points(middle)}, {points(high)} of {points(possible)}"))
    nobody = [one_line(entry.submission.id) for entry in batch.entries if not entry.submission.members]
    if nobody:
        rows.append(("owner unknown", listed(nobody, most=5)))
    return rows
