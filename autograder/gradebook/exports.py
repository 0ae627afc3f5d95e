"""CSV files for others: Gradescope's columns, Canvas' gradebook import, and what finalgrade reads.

`gradescope`: the columns of Gradescope's own "Download Grades", with points after lateness; Gradescope documents no
import of scores, so this is for programs that read its download. `canvas`: what Canvas documents for "Import Grades":
name, ids, section, a column for each item, and a row of points possible. `finalgrade`: Gradescope's columns with points
before lateness and the hours, since finalgrade takes off for lateness itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from autograder.batch.table import as_text
from autograder.gradebook.build import Gradebook, StudentGrade
from autograder.gradebook.sentences import explained, hours_late
from autograder.records.items import Item
from autograder.scoring.claims import Claim
from autograder.scoring.ledger import Line, decided, points_of
from autograder.text import points

_Lines = dict[str, tuple[Line, ...]]
_Value = Callable[[Sequence[Line]], float]
_Hours = Callable[[Claim], float]


def gradescope_csv(book: Gradebook) -> str:
    """A row for each student, four columns for each item: points after lateness, possible, time, lateness."""
    return _gradescope(book, _after_lateness, hours_late)


def finalgrade_csv(book: Gradebook) -> str:
    """The same with points before lateness; what is excused is empty in both."""
    return _gradescope(book, _before_lateness, _hours_that_cost)


def _after_lateness(lines: Sequence[Line]) -> float:
    return points_of(lines[0].claim.work, lines)


def _before_lateness(lines: Sequence[Line]) -> float:
    """What staff replaced or curved is so here, too: finalgrade knows nothing of it."""
    return decided(lines[0].claim.work, sum(line.before for line in lines))


def _hours_that_cost(claim: Claim) -> float:
    """None where lateness is no matter, since finalgrade would take points off for it."""
    return 0.0 if claim.work.replaced is not None or claim.work.free else hours_late(claim)


def canvas_csv(book: Gradebook) -> str:
    """A row for each student, a column for each item and one for the whole course, and the row of points possible."""
    graded = [item for item in book.items if item.name in book.graded]
    head = [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        *(item.name for item in graded),
        "Course percent",
    ]
    possible = [points(sum(book.graded[item.name].values())) for item in graded]
    rows: list[list[object]] = [["    Points Possible", "", "", "", "", *possible, 100]]
    for student in book.students:
        person, lines = student.person, _by_item(student)
        withheld = {work.item for work in student.works if work.withheld}
        cells = ["" if item.name in withheld else _canvas_cell(lines.get(item.name)) for item in graded]
        login = person.emails[0] if person.emails else ""
        who = [_last_first(person.name), "", person.id, login, person.section]
        rows.append([*who, *cells, points(student.result.percent) if student.has_grade else ""])
    return _table(head, rows)


def ledger_csv(book: Gradebook) -> str:
    """A row for each line of each student's ledger, with its sentences."""
    head = ["Name", "ID", "Section", "Item", "Parts", "Due", "Submitted", "Hours Late", "Days Late", "Days Spent"]
    head += ["Days Left", "Points Before", "Points After", "Possible", "Because"]
    rows: list[list[object]] = []
    for student in book.students:
        for line in student.lines:
            claim, said = line.claim, explained(line, line.claim.work.item, book.rules.zone)
            because = " ".join(filter(None, (said.due, said.late, said.spent, said.left, said.after)))
            row: list[object] = [student.person.name, student.person.id, student.person.section, claim.work.item]
            row += [" + ".join(part.part for part in claim.parts), *_times(line), points(said.hours), claim.seen]
            row += [line.spent, line.left if claim.policy else ""]
            row += [points(line.before), points(line.counted), points(claim.possible), because]
            rows.append(row)
    return _table(head, rows)


def _times(line: Line) -> tuple[str, str]:
    """When it was due, and when its latest part was submitted."""
    due = line.claim.work.own_due or line.claim.work.due
    times = [part.at.isoformat() for part in line.claim.parts if part.at is not None]
    return due.isoformat() if due else "", max(times, default="")


EXPORTS: dict[str, Callable[[Gradebook], str]] = {
    "gradescope": gradescope_csv,
    "canvas": canvas_csv,
    "finalgrade": finalgrade_csv,
}


def _gradescope(book: Gradebook, value: _Value, hours: _Hours) -> str:
    graded = [item for item in book.items if item.name in book.graded]
    head = ["Name", "SID", "Email", "Sections"]
    for item in graded:
        head += [
            item.name,
            *(f"{item.name} - {what}" for what in ("Max Points", "Submission Time", "Lateness (H:M:S)")),
        ]
    rows: list[list[object]] = []
    for student in book.students:
        person, lines, total = student.person, _by_item(student), 0.0
        row: list[object] = [person.name, person.id, person.emails[0] if person.emails else "", person.section]
        for item in graded:
            row += _gradescope_cells(book, item, lines.get(item.name), value, hours)
            total += max((hours(line.claim) for line in lines.get(item.name, ())), default=0.0)
        rows.append([*row, _clock(total)])
    return _table([*head, "Total Lateness (H:M:S)"], rows)


def _gradescope_cells(
    book: Gradebook, item: Item, lines: tuple[Line, ...] | None, value: _Value, hours: _Hours
) -> list[object]:
    possible = points(sum(book.graded[item.name].values()))
    if lines is None:
        return ["", possible, "", ""]
    times = [part.at for line in lines for part in line.claim.parts if part.at is not None]
    work = lines[0].claim.work
    untouched = work.replaced is None and not work.curve
    missing = untouched and not times and all(part.earned is None for line in lines for part in line.claim.parts)
    at = max(times).astimezone(book.rules.zone).strftime("%Y-%m-%d %H:%M:%S %z") if times else ""
    late = _clock(max(hours(line.claim) for line in lines))
    return ["" if missing else points(value(lines)), possible, at, late if times else ""]


def _canvas_cell(lines: tuple[Line, ...] | None) -> str:
    """Points after lateness; EX for what is excused."""
    return "EX" if lines is None else points(_after_lateness(lines))


def _by_item(student: StudentGrade) -> _Lines:
    return {name: tuple(lines) for name, lines in groupby(student.lines, key=lambda line: line.claim.work.item)}


def _last_first(name: str) -> str:
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first else last


def _clock(hours: float) -> str:
    """
    >>> _clock(30.5)
    '30:30:00'
    """
    seconds = round(hours * 3600)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([head, *([as_text(cell) for cell in row] for row in rows)])
    return buffer.getvalue()
