"""Grades a class again after a change to its tests, points or limits; runs only what cannot be scored from outcomes.

The earlier batch is not changed: the new one is a complete batch in another folder, with copies of everything that it
reuses. So the same command can be run again, and continues where it was interrupted.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder import __version__
from autograder.batch.checks import current_checks, known_environment
from autograder.batch.engines.engine import Engine
from autograder.batch.options import Listener, Options
from autograder.batch.run import run_batch
from autograder.batch.store import FILE, TABLE, Store, read_batch, write_batch
from autograder.errors import InputError
from autograder.files import cannot_be_written
from autograder.grading.digests import running_digest, scoring_digest
from autograder.model import Assignment, Batch, BatchEntry, Check, Export, ExportedSubmission, HiddenRuns, Mode, Status
from autograder.scoring import reweighted, score

#: the file of a regrade that says who moved
RECORD = "regrade.json"
_GONE = "its files no longer exist, so it could not run again: grade the export again"


@dataclass(frozen=True)
class Plan:
    """What a regrade has to do.

    Attributes:
        before: the earlier batch.
        digest: of everything that now decides how checks end.
        run: submissions that have to run: what decides how their checks end has changed, or they have no score.
        rescore: submissions whose outcomes are kept and scored again.
        keep: submissions that keep their result: refused by the same rules, or without files.
    """

    before: Batch
    digest: str
    run: tuple[BatchEntry, ...]
    rescore: tuple[BatchEntry, ...]
    keep: tuple[BatchEntry, ...]

    @property
    def changed(self) -> bool:
        """Whether anything that decides how checks end differs from the earlier batch."""
        return self.digest != self.before.running_digest

    @property
    def seconds(self) -> float:
        """Wall-clock seconds that the submissions in `run` took in the earlier batch."""
        return sum(entry.seconds for entry in self.run)


def plan_regrade(assignment: Assignment, before: Batch, now: datetime, engine: str = "threads") -> Plan:
    """What has to be done to grade `before` again with the present homework.

    Args:
        now: with time zone; decides whether hidden checks that wait for the due date run.
        engine: the name of the one that would run them, which may have less memory than others.

    Raises:
        InputError: a file of the homework cannot be read.
    """
    digest = running_digest(assignment)
    known = known_environment(assignment, engine)
    digests = {digest, running_digest(assignment, known.less_memory)} if known else {digest}
    changed = digest != before.running_digest
    sorted_out: dict[str, list[BatchEntry]] = {"run": [], "rescore": [], "keep": []}
    for entry in before.entries:
        sorted_out[_fate(assignment, entry, digests, changed, now)].append(entry)
    run, rescore, keep = (tuple(entries) for entries in sorted_out.values())
    return Plan(before, digest, run, rescore, keep)


def _fate(assignment: Assignment, entry: BatchEntry, digests: Set[str], changed: bool, now: datetime) -> str:
    source, grading = entry.submission.source, entry.grading
    has_files = source is not None and source.exists()
    if grading is None or entry.status is not Status.GRADED:
        is_refused = entry.status is Status.REFUSED and not changed
        return "run" if has_files and not is_refused else "keep"
    due = entry.submission.due
    waits = assignment.run_hidden is HiddenRuns.AFTER_DUE_DATE and due is not None and now < due
    run = grading.run
    holds = run.running_digest in digests and run.mode is not Mode.DEGRADED and bool(run.postponed) == waits
    return "rescore" if holds else "run" if has_files else "keep"


def _kept(entry: BatchEntry) -> BatchEntry:
    """An entry of which nothing new can be found out: whoever has a score could not be run again, and has none now."""
    sentence = _GONE if entry.status is Status.GRADED else entry.sentence
    status = Status.REFUSED if entry.status is Status.REFUSED else Status.WITHHELD
    return replace(entry, status=status, sentence=sentence, grading=None, score=None, key="", other_seeds=())


def foreseen(assignment: Assignment, plan: Plan, now: datetime) -> Batch:
    """The batch as far as it is known without running anything; submissions that have to run keep their old result."""
    checks = current_checks(assignment)
    again = {entry.submission.id: _rescored(entry, checks) for entry in plan.rescore}
    again |= {entry.submission.id: _kept(entry) for entry in plan.keep}
    entries = tuple(again.get(entry.submission.id, entry) for entry in plan.before.entries)
    return _batch(assignment, plan, checks, entries, now)


def regrade(
    assignment: Assignment,
    plan: Plan,
    folders: tuple[Path, Path],
    engine: Engine,
    options: Options,
    listener: Listener,
) -> tuple[Batch, bool]:
    """Grade a batch again.

    Args:
        folders: of the earlier batch, and of the new one.

    Returns:
        The new batch, and whether it was interrupted; then it is not whole, and no file says that it is.

    Raises:
        InputError: both folders are the same, or the second cannot be written.
        GraderError: there is no room, or no grader starts; what was graded so far stays.
    """
    before, out = folders
    if out.resolve() == before.resolve():
        raise InputError(str(out), "holds the earlier batch, which would be lost", "choose another folder with --out")
    Store(out).make()
    _forget(out)
    ran: dict[str, BatchEntry] = {}
    if plan.run:
        export = Export(Path(plan.before.source), "batch", tuple(entry.submission for entry in plan.run))
        known = replace(options, stores=(*options.stores, before))
        finished = run_batch(assignment, export, out, engine, known, listener)
        if finished.interrupted:
            _forget(out)
            return finished.batch, True
        ran = {entry.submission.id: entry for entry in read_batch(out).entries}
    checks = finished.batch.checks if plan.run else current_checks(assignment)
    again = {entry.submission.id: entry for entry in _taken_over(before, out, plan.rescore, checks)}
    kept = {entry.submission.id: _kept(entry) for entry in plan.keep}
    entries = tuple((ran | again | kept)[entry.submission.id] for entry in plan.before.entries)
    batch = _batch(assignment, plan, checks, entries, options.now)
    write_batch(out, batch)
    return batch, False


def _batch(
    assignment: Assignment, plan: Plan, checks: tuple[Check, ...], entries: tuple[BatchEntry, ...], now: datetime
) -> Batch:
    old = plan.before
    return Batch(
        old.assignment,
        old.source,
        now,
        checks,
        entries,
        plan.digest,
        scoring_digest(assignment, checks),
        __version__,
        old.remarks,
    )


def _rescored(entry: BatchEntry, checks: tuple[Check, ...]) -> BatchEntry:
    """The entry under checks whose points, titles or visibility may be others; other seeds are not asked again."""
    assert entry.grading is not None
    grading = reweighted(entry.grading, checks)
    result = score(grading)
    status = Status.WITHHELD if result.withheld else Status.GRADED
    return replace(
        entry, status=status, grading=grading, score=result, sentence=result.withheld, cached=True, other_seeds=()
    )


def _taken_over(
    before: Path, out: Path, entries: Iterable[BatchEntry], checks: tuple[Check, ...]
) -> Iterator[BatchEntry]:
    """Entries scored again, with copies of their results and files in `out`."""
    try:
        shutil.copytree(before / "checks", out / "checks", dirs_exist_ok=True)
        for entry in entries:
            name = f"results/{entry.key}.json.gz"
            shutil.copyfile(before / name, out / name)
            yield _rescored(replace(entry, submission=_with_files(before, out, entry)), checks)
    except OSError as error:
        raise cannot_be_written(out, error) from None


def _with_files(before: Path, out: Path, entry: BatchEntry) -> ExportedSubmission:
    source = entry.submission.source
    if source is None or not source.is_dir() or not source.is_relative_to(before):
        return entry.submission
    copy = out / source.relative_to(before)
    if not copy.is_dir():
        part = copy.with_name(f"{copy.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part)
        part.rename(copy)
    return replace(entry.submission, source=copy)


def _forget(folder: Path) -> None:
    """Take away what says that the batch in a folder is whole."""
    for name in (FILE, TABLE):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
