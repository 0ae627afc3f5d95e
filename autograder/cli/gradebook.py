"""`autograder gradebook`: everybody's ledger and grade as pages and tables, and what a changed rule would do."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.authoring.site.released import parse_as_of
from autograder.cli.records import MAKE_RECORDS
from autograder.cli.say import say, say_lines
from autograder.config import load_course, zone_named
from autograder.errors import InputError
from autograder.files import make_folder, replace_file
from autograder.gradebook import Gradebook, StudentGrade, build_gradebook
from autograder.gradebook.exports import EXPORTS, ledger_csv
from autograder.gradebook.movements import movements
from autograder.gradebook.pages import Pages, file_of
from autograder.gradebook.sentences import explained, shown
from autograder.model import Course, Movement
from autograder.records import Problem, read_records, records_folder
from autograder.records.items import PROGRAMMING
from autograder.records.read import changed_file
from autograder.text import listed, many, points

_SHOWN = 5
_MOVED = 20


def gradebook(course: Course, options: argparse.Namespace) -> int:
    """Write build/gradebook/, and say what it holds; 1 if a fact is wrong, and with it a grade.

    Raises:
        InputError: there are no records, there is no such student, or a file cannot be used.
    """
    if not records_folder(course).is_dir():
        raise InputError("records", "there is no such folder", MAKE_RECORDS)
    zone = zone_named(course.time_zone)
    as_of = parse_as_of(options.as_of, zone) if options.as_of else datetime.now(zone)
    book = build_gradebook(course, read_records(course), as_of)
    folder = options.out or course.root / "build" / "gradebook"
    if options.what_if is not None:
        return _what_if(book, options.what_if)
    if options.student is not None:
        return _one(book, options.student, folder)
    _write(book, folder, [options.csv] if options.csv else [])
    if options.as_of:
        _say_timeless(book)
    return _tell(book, folder)


def _say_timeless(book: Gradebook) -> None:
    """A score without a time may or may not have been known on a day, so it counts on any day."""
    names = [item.title for item in book.items if item.name in book.graded and item.line is None]
    if names:
        say(f"counted whatever the day, because their scores have no time: {listed(names, most=_SHOWN)}")


def _write(book: Gradebook, folder: Path, formats: Iterable[str]) -> None:
    pages = Pages(book)
    make_folder(folder / "statements", "choose another folder with --out")
    wanted = {folder / "statements" / file_of(student.person) for student in book.students}
    for old in (folder / "statements").glob("*.html"):
        if old not in wanted:
            old.unlink()  # of somebody who has left
    for student in book.students:
        (folder / "statements" / file_of(student.person)).write_text(pages.statement(student), encoding="utf-8")
    replace_file(folder / "overview.html", pages.overview().encode())
    replace_file(folder / "ledger.csv", ledger_csv(book).encode())
    for name in formats:
        replace_file(folder / f"{name}.csv", EXPORTS[name](book).encode())
        say(f"{folder / name}.csv: {many(len(book.students), 'student')}")


def _tell(book: Gradebook, folder: Path) -> int:
    number = many(len(book.students), "student")
    say(f"gradebook: {number}, {many(len(book.graded), 'item')} graded, as of {shown(book.as_of, book.rules.zone)}")
    for title, part, source in book.sources:
        if part == PROGRAMMING:
            say(f"scores of {title}: {source}")
    for name in ("overview.html", "ledger.csv", "statements/"):
        say(f"{folder / name}{'/' if name.endswith('/') else ''}")
    errors = [problem for problem in book.problems if problem.is_error]
    _say_problems(errors, "wrong")
    _say_problems([problem for problem in book.problems if not problem.is_error], "to look at")
    return 1 if errors else 0


def _say_problems(problems: list[Problem], kind: str) -> None:
    for problem in problems[:_SHOWN]:
        say(f"{kind}: {problem}")
    if len(problems) > _SHOWN:
        say(f"{kind}: {len(problems) - _SHOWN} more; 'autograder records check' and the overview list them all")


def _one(book: Gradebook, who: str, folder: Path) -> int:
    joined = _person(book, who)
    pages = Pages(book)
    make_folder(folder / "statements", "choose another folder with --out")
    path = folder / "statements" / file_of(joined.person)
    replace_file(path, pages.statement(joined).encode())
    result = joined.result
    grade = f", {result.grade}" if result.grade else ""
    so_far = "" if book.is_complete else " so far"
    percent = f"{points(result.percent)} %" if joined.has_grade else "no percent"
    say(f"{joined.person.name}: {percent}{grade}{so_far}")
    say(f"{result.because} {result.grade_because}".rstrip())
    for part in result.parts:
        say(f"  {part.part.name}, {points(part.weight)} % of the grade: {part.because}")
    titles = {item.name: item.title for item in book.items}
    for line in joined.lines:
        said = explained(line, titles[line.claim.work.item], book.rules.zone)
        if line.claim.work.due is not None:
            say(said.title)
            for sentence in filter(
                None, (said.due, said.submitted, said.late, said.spent, said.left, said.before, said.after)
            ):
                say(f"  {sentence}")
    say(str(path))
    return 0


def _person(book: Gradebook, who: str) -> StudentGrade:
    from autograder.records import Roster

    roster = Roster(tuple(student.person for student in book.students))
    joined = roster.find(who)
    if joined.person is None:
        near = roster.nearest(who)
        raise InputError(
            "--student",
            f"{who!r}: {joined.why}",
            f"did you mean {' or '.join(near)}?" if near else "look in roster.csv",
        )
    return next(student for student in book.students if student.person is joined.person)


def _what_if(book: Gradebook, file: Path) -> int:
    """Say whose grade a changed course.yaml, file of facts or folder would change; 1 if something in it is wrong."""
    course, folder, instead = changed_file(book.course, file)
    other = course or load_course(book.course.root, settings=file)
    after = build_gradebook(other, read_records(other, folder, instead), book.as_of)
    found = movements(book, after)
    stands_for = next(iter(instead), "" if folder else "course.yaml")
    instead_of = f", in place of {stands_for}" if stands_for else ""
    say(f"{file}{instead_of}: would change the grade of {len(found)} of {many(len(book.students), 'student')}")
    _show(found[:_MOVED])
    if len(found) > _MOVED:
        say(f"and {len(found) - _MOVED} more, whose changes are no larger")
    known = {str(problem) for problem in book.problems}
    new = [problem for problem in after.problems if str(problem) not in known]
    errors = [problem for problem in new if problem.is_error]
    _say_problems(errors, "wrong")
    _say_problems([problem for problem in new if not problem.is_error], "to look at")
    return 1 if errors else 0


def _show(found: list[Movement]) -> None:
    if not found:
        return
    console = Console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Student")
    for name in ("Before", "After", "Change"):
        table.add_column(name, justify="right")
    table.add_column("Because", overflow="fold")
    for one in found:
        before, after = ("–" if value is None else points(value) for value in (one.before, one.after))
        cells = (one.who, before, after, f"{one.change:+.2f}", "\n".join(one.causes))
        table.add_row(*map(Text, cells))
    with console.capture() as printed:
        console.print(table)
    say_lines("\n".join(line.rstrip() for line in printed.get().splitlines()))
