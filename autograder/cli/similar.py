"""`autograder similar`: compare, write pages, show the top of the list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.batch.folders import batch_folder
from autograder.batch.store import read_batch
from autograder.cli.say import say, shown_path
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.model import Course
from autograder.similarity import collect, collect_also, compare, expected_texts
from autograder.similarity.pages import write_pages
from autograder.similarity.report import NO_VERDICT, Report, group_kind, group_names, report_of, summary
from autograder.text import one_line

_MOST_ROWS = 10
_MOST_NAMES = 6
_NAME_IT = "name the export: autograder similar HW EXPORT"


def similar(course: Course, name: str, export: Path | None, also: Sequence[Path], out: Path | None) -> int:
    """Compare a class's submissions to one homework; always 0, since nothing found here is a verdict.

    Args:
        export: the platform's download; by default what the last batch in build/batches/<assignment>/ graded.

    Raises:
        InputError: there is no such homework or export, or the pages cannot be written.
    """
    assignment = load_assignment(course, name)
    ours = collect(assignment, export or _graded_last(course, name))
    others = [collect_also(assignment, folder) for folder in also]
    programs = [*ours.programs, *(program for each in others for program in each.programs)]
    left_out = [*ours.left_out, *(one for each in others for one in each.left_out)]
    report = report_of(name, compare(programs, expected_texts(assignment)), left_out)
    page = write_pages(report, out or course.root / "build" / "similar" / name)
    _show(Console(), report)
    say(f"side by side: {shown_path(page)}")
    return 0


def _graded_last(course: Course, name: str) -> Path:
    folder = batch_folder(course, name)
    try:
        source = Path(read_batch(folder).source)
    except InputError as error:
        raise InputError(str(folder), f"there is no batch to take the export from ({error.what})", _NAME_IT) from None
    if not source.exists():
        raise InputError(str(source), "was graded by the last batch, but no longer exists", _NAME_IT)
    return source


def _show(console: Console, report: Report) -> None:
    for sentence in summary(report):
        say(sentence)
    if report.comparison.groups:
        console.print(_groups(report))
    if report.entries:
        console.print(_entries(report))
    console.print(Text(NO_VERDICT, "bold"))


def _groups(report: Report) -> Table:
    table = Table("programs", "who", "equal how", title="Equal programs", title_justify="left")
    table.columns[0].justify = "right"
    groups = report.comparison.groups
    for group in groups[:_MOST_ROWS]:
        row = (str(len(group.places)), group_names(report.comparison, group), group_kind(group))
        table.add_row(*map(Text, row))
    if len(groups) > _MOST_ROWS:
        table.caption = f"and {len(groups) - _MOST_ROWS} more"
    return table


def _entries(report: Report) -> Table:
    table = Table("#", "who", "surprise", "share", title="Most alike", title_justify="left")
    for column in (0, 2, 3):
        table.columns[column].justify = "right"
    for number, entry in enumerate(report.entries[:_MOST_ROWS], 1):
        names = [one_line(name) for name in entry.names[:_MOST_NAMES]]
        more = [f"and {len(entry.names) - _MOST_NAMES} more"] if len(entry.names) > _MOST_NAMES else []
        row = (str(number), "\n".join([*names, *more]), f"{entry.surprise:.0f}", f"{100 * entry.share:.0f} %")
        table.add_row(*map(Text, row))
    return table
