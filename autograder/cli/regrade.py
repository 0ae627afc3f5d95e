"""`autograder regrade`: grade a class again, and say whose score changes, from what to what, and why."""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.batch.engines import engine_named
from autograder.batch.folders import batch_folder, regrade_folder
from autograder.batch.inputs import changed_inputs, write_inputs
from autograder.batch.options import Options
from autograder.batch.regrade import RECORD, Plan, foreseen, plan_regrade
from autograder.batch.regrade import regrade as grade_again
from autograder.batch.store import FILE
from autograder.cli.batch import Screen, say_own_failures
from autograder.cli.class_report import read_own_batch
from autograder.cli.say import say, shown_path
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.files import make_folder, replace_file
from autograder.model import Assignment, Batch, Course, Movement, Status
from autograder.reporting.movements import movements_csv, movements_json
from autograder.reporting.pages.regrade_page import regrade_page
from autograder.reporting.pages.templates import environment
from autograder.scoring.compare import Comparison, compare, counts, label, signed
from autograder.text import many, points

PAGE, TABLE = "index.html", "movements.csv"
_ANOTHER = "choose another folder with --out"
_MOST_ROWS, _MOST_CHECKS, _MOST_CAUSES = 30, 10, 3
_INTERRUPTED, _WITHHELD = 130, 3


def regrade(course: Course, name: str, options: argparse.Namespace) -> int:
    """Grade a batch again into a separate folder, with a page, a table and a record of whose score changes.

    Returns:
        0 if every submission has a score or is refused, 3 if one has neither, 130 if the command was interrupted.

    Raises:
        InputError: there is no earlier batch, Jinja is not installed, or the folder cannot be written.
        GraderError: the disk is full, or no grader starts.
    """
    assignment, now = load_assignment(course, name), datetime.now(timezone.utc)
    folder = (options.against or batch_folder(course, name)).resolve()
    before = read_own_batch(assignment, folder)
    plan = plan_regrade(assignment, before, now, options.on)
    changed = changed_inputs(folder, before, assignment)
    _say_plan(plan, options.dry)
    for what in (changed or ()) if plan.changed else ():
        say(f"changed: {what}")
    if options.dry:
        _foretell(compare(before, foreseen(assignment, plan, now), options.never_lower), plan)
        return 0
    environment()  # what is missing is said before minutes go by
    out = options.out or regrade_folder(course, name)
    _begin(out)
    screen, settings = Screen(), Options(now, "failed")
    try:
        with engine_named(options.on, assignment, options.workers, options.allow_degraded) as engine:
            after, interrupted = grade_again(assignment, plan, (folder, out), engine, settings, screen)
    finally:
        screen.stop()
    if interrupted:
        say(f"interrupted; run the same command to continue: {shown_path(out)}", is_error=True)
        return _INTERRUPTED
    _write(assignment, before, after, out, options.never_lower, changed)
    say_own_failures([entry for entry in after.entries if entry.status is Status.WITHHELD])
    return _WITHHELD if any(entry.status is Status.WITHHELD for entry in after.entries) else 0


def _begin(out: Path) -> None:
    """Make the folder of the new batch, and say in it that this is not finished.

    Raises:
        InputError: something else than a regrade lies there, or it cannot be written.
    """
    if not (out / RECORD).is_file() and any((out / name).exists() for name in (FILE, PAGE)):
        raise InputError(str(out), "holds something other than a regrade", _ANOTHER)
    make_folder(out, _ANOTHER)
    replace_file(out / RECORD, b'{"unfinished": true}\n')
    for name in (PAGE, TABLE):
        with contextlib.suppress(FileNotFoundError):
            (out / name).unlink()


def _write(
    assignment: Assignment,
    before: Batch,
    after: Batch,
    out: Path,
    never_lower: bool,
    changed: Sequence[str] | None,
) -> None:
    comparison = compare(before, after, never_lower)
    write_inputs(out, assignment, after)
    replace_file(out / TABLE, movements_csv(comparison, (before, after)))
    replace_file(out / PAGE, regrade_page(assignment, before, after, comparison, changed))
    replace_file(out / RECORD, movements_json(comparison, before, after))
    _show(comparison)
    say(f"page: {shown_path(out / PAGE)}")
    say(f"table: {shown_path(out / TABLE)}")


def _say_plan(plan: Plan, dry: bool) -> None:
    """What has to be done, before it is done."""
    why = "something that decides how checks end has changed" if plan.changed else "they had no score, or ran in part"
    refused = sum(entry.status is Status.REFUSED for entry in plan.run)
    to_run = len(plan.run) - refused
    if to_run:
        about = f"about {_minutes(plan.seconds)} of one worker's time"
        say(f"{many(to_run, 'submission')} {'would run' if dry else 'run'} again ({why}): {about}")
    else:
        say("nothing has to run: no change can affect how checks end")
    if refused:
        say(f"{many(refused, 'refused submission')} checked again")
    if plan.rescore:
        say(f"{many(len(plan.rescore), 'submission')} only scored again")
    if plan.keep:
        say(f"{many(len(plan.keep), 'submission')} refused as before, or without files")


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _foretell(comparison: Comparison, plan: Plan) -> None:
    """Say whose score changes, as far as that is known without running anything."""
    _show(comparison, is_whole=not plan.run)
    if plan.run:
        say("the scores of submissions that have to run are not known before that")


def _show(comparison: Comparison, is_whole: bool = True) -> None:
    """Say whose score changed, in a table as wide as the terminal, and how many."""
    moved = comparison.moved
    for change in comparison.changes:
        say(f"changed: {change}")
    if moved:
        Console(highlight=False).print(_table(comparison, moved[:_MOST_ROWS]))
    if len(moved) > _MOST_ROWS:
        say(f"and {len(moved) - _MOST_ROWS} more; the table and the page have all of them")
    for row in comparison.checks[:_MOST_CHECKS]:
        say(f"by {label(row.check)}: {row.up} gain, {row.down} lose, {signed(row.change)} in all")
    if moved or is_whole:
        _say_counts(comparison)


def _say_counts(comparison: Comparison) -> None:
    moved = comparison.moved
    changes = [one.change for one in moved if comparison.has_change(one)]
    up, down, without = sum(one > 0 for one in changes), sum(one < 0 for one in changes), len(moved) - len(changes)
    kept = sum(one.kept is not None for one in moved)
    by_policy = f", {kept} of them by --never-lower (the score without it is in parentheses)" if kept else ""
    same = len(comparison.movements) - up - down - without
    say(f"{up} up, {down} down, {same} unchanged{by_policy}")
    if without:
        say(f"{many(without, 'submission')} without a score before or now, which moves no points")


def _table(comparison: Comparison, moved: tuple[Movement, ...]) -> Table:
    table = Table("who", box=None, pad_edge=False)
    for heading in ("before", "now", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("because", ratio=1)
    for one in moved:
        before, now = (_told(score) for score in (one.before, counts(one)))
        kept = f" ({_told(one.after)})" if one.kept is not None else ""
        because = "; ".join(map(brief, one.causes[:_MOST_CAUSES]))
        because += f"; {len(one.causes) - _MOST_CAUSES} more" if len(one.causes) > _MOST_CAUSES else ""
        table.add_row(
            Text(one.who),
            before,
            f"{now}{kept}",
            signed(one.change) if comparison.has_change(one) else "",
            Text(because),
        )
    return table


def brief(cause: str) -> str:
    """A cause without the title of its check, where that has a number.

    >>> brief("6.2 Softmax: rows sum to 1: failed, passes now (+3)"), brief("refused, graded now: no a.py")
    ('6.2: failed, passes now (+3)', 'refused, graded now: no a.py')
    """
    found = re.fullmatch(r"(\d[\d.]*) .*: ([^:]+)", cause)
    return f"{found[1]}: {found[2]}" if found else cause


def _told(score: float | None) -> str:
    return "none" if score is None else points(score)
