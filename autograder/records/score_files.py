"""Score files: Gradescope's of one assignment or of the course, Canvas' gradebook, and plain tables.

Gradescope's per-assignment file does not say its title; its own name does (`HW_1_scores.csv`). In Canvas' gradebook
each assignment is a column `Title (123)`, and a row `Points Possible` follows the header. Any other table has a column
of e-mails, ids or names, and a column for each item, perhaps with a row `Points Possible`.

A cell that cannot be read costs nobody else a score: it is a problem, and its own student's score is missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar

from autograder.errors import InputError
from autograder.records.problems import Problem
from autograder.records.roster import emails_of, id_of, name_of
from autograder.records.table import Row, Table, plain, read_table
from autograder.scoring.late_summary import parse_moment

_PEOPLE = {"name", "student", "full name", "first name", "last name", "sid", "email", "e mail", "emails", "id"}
_PEOPLE |= {
    "email address",
    "student id",
    "student number",
    "sis id",
    "sis user id",
    "sis login id",
    "integration id",
    "root account",
}
#: Columns that say who somebody is, and sums of platforms: no item's scores.
_WHO = _PEOPLE | {"section", "sections", "section name", "group", "notes", "total lateness h m s"}
_CANVAS = re.compile(r"(.*) \((\d+)\)")
_POINTS = "points possible"
_Cell = TypeVar("_Cell", float, datetime)
_LATENESS = re.compile(r"(\d+):(\d\d):(\d\d)")


@dataclass(frozen=True)
class RawScore:
    """One cell of a score file, before anybody knows whose it is.

    Attributes:
        late: Gradescope's own figure.
        unreadable: something stands in the cell, and is no number of points.
    """

    title: str
    where: str
    emails: tuple[str, ...] = ()
    id: str = ""
    name: str = ""
    earned: float | None = None
    possible: float | None = None
    at: datetime | None = None
    late: timedelta | None = None
    submission: str = ""
    excused: bool = False
    unreadable: bool = False


def read_scores(path: Path, shown: str, zone: tzinfo) -> tuple[list[RawScore], list[Problem]]:
    """The scores of one file, and the cells in it that cannot be read.

    Args:
        zone: on whose clocks a time without an offset is meant.

    Raises:
        InputError: the file cannot be read, or says of nobody who it is.
    """
    table, cells = read_table(path, shown), _Cells(zone)
    if not table.columns:
        return [], []
    if table.has("total score") and table.has("max points"):
        found = [_of_assignment(row, _title_of(path), cells) for row in table.rows]
    elif any(plain(column).endswith(" max points") for column in table.columns):
        found = list(_of_course(table, cells))
    else:
        found = list(_of_table(table, cells))
    return found, cells.problems


class _Cells:
    """Reads cells, and keeps what is wrong in them; `about` is how staff find the cell in its row."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.problems: list[Problem] = []

    def earned(self, row: Row, text: str, about: str) -> dict[str, object]:
        """The points, or that they are unreadable."""
        before = len(self.problems)
        points = self.number(row, text, about)
        return {"earned": points, "unreadable": len(self.problems) > before}

    def number(self, row: Row, text: str, about: str) -> float | None:
        return self._read(lambda: _number(row, text), about)

    def moment(self, row: Row, text: str, about: str) -> datetime | None:
        return self._read(lambda: _moment(row, text, self._zone), about)

    def _read(self, read: Callable[[], _Cell | None], about: str) -> _Cell | None:
        try:
            return read()
        except InputError as error:
            self.problems.append(Problem(error.where, f"{about}: {error.what}", error.remedy))
            return None


def _title_of(path: Path) -> str:
    return re.sub(r"_scores$", "", path.stem).replace("_", " ")


def _who(row: Row) -> dict[str, object]:
    text, name = row.get("email", "e mail", "emails", "email address", "sis login id"), name_of(row)
    if " " in text and "@" not in text:  # somebody's name, where the rest of the column has addresses
        return {"emails": (), "id": id_of(row), "name": name or text}
    return {"emails": emails_of(text), "id": id_of(row), "name": name}


def _of_assignment(row: Row, title: str, cells: _Cells) -> RawScore:
    return RawScore(
        title,
        row.where,
        **_who(row),  # type: ignore[arg-type]
        **cells.earned(row, row.get("total score"), "Total Score"),  # type: ignore[arg-type]
        possible=cells.number(row, row.get("max points"), "Max Points"),
        at=cells.moment(row, row.get("submission time"), "Submission Time"),
        late=_lateness(row.get("lateness h m s")),
        submission=row.get("submission id"),
    )


def _of_course(table: Table, cells: _Cells) -> Iterator[RawScore]:
    ending = " max points"
    titles = [
        re.sub(r"(?i)\s*-\s*max points$", "", column) for column in table.columns if plain(column).endswith(ending)
    ]
    for row in table.rows:
        who = _who(row)
        for title in titles:
            key = plain(title)
            yield RawScore(
                title,
                row.where,
                **who,  # type: ignore[arg-type]
                **cells.earned(row, row.get(key), title),  # type: ignore[arg-type]
                possible=cells.number(row, row.get(f"{key} max points"), f"{title} - Max Points"),
                at=cells.moment(row, row.get(f"{key} submission time"), f"{title} - Submission Time"),
                late=_lateness(row.get(f"{key} lateness h m s")),
            )


def _of_table(table: Table, cells: _Cells) -> Iterator[RawScore]:
    """Canvas' gradebook, or any table of people and items."""
    if not any(plain(column) in _WHO for column in table.columns):
        raise InputError(
            f"{table.file}:1", "has no column that says whose scores these are", "add one: email, sid or name"
        )
    is_canvas = table.has("sis user id", "sis login id") or any(_CANVAS.fullmatch(column) for column in table.columns)
    is_sum = [_POINTS in map(plain, list(row.cells.values())[:3]) for row in table.rows]
    points_rows = [row for row, found in zip(table.rows, is_sum, strict=True) if found][:1]
    rows = [row for row, found in zip(table.rows, is_sum, strict=True) if not found and not _is_about_columns(row)]
    wanted = [(match[1] if match else column, plain(column)) for column, match in _items(table, is_canvas)]
    possible = {
        key: cells.number(row, row.get(key), f"{title}, Points Possible")
        for row in points_rows
        for title, key in wanted
    }
    for row in rows:
        if plain(row.get("student")) != "student test":
            who = _who(row)
            for title, key in wanted:
                yield _cell(row, who, title, row.get(key), possible.get(key), cells)


def _is_about_columns(row: Row) -> bool:
    """Whether a row says something of the columns and of nobody, as Canvas' "Manual Posting"."""
    return not any(cell for column, cell in row.cells.items() if column in _WHO) and any(
        cell and not cell[0].isdigit() for cell in row.cells.values()
    )


def _items(table: Table, is_canvas: bool) -> Iterator[tuple[str, re.Match[str] | None]]:
    """The columns that hold scores; Canvas' others are its own sums, "(read only)"."""
    for column in table.columns:
        match = _CANVAS.fullmatch(column)
        if column and plain(column) not in _WHO and not (is_canvas and match is None):
            yield column, match


def _cell(
    row: Row, who: Mapping[str, object], title: str, text: str, possible: float | None, cells: _Cells
) -> RawScore:
    excused = text.casefold() in ("ex", "excused")
    return RawScore(
        title,
        row.where,
        **who,  # type: ignore[arg-type]
        **cells.earned(row, "" if excused else text, title),  # type: ignore[arg-type]
        possible=possible,
        excused=excused,
    )


def _number(row: Row, text: str) -> float | None:
    if text in ("", "-", "N/A"):
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) < 1e9 or "_" in text:
        remedy = "write points as a number, e.g. 7.5, or nothing"
        raise InputError(row.where, f"{text!r} is not a number of points", remedy)
    return number


def _moment(row: Row, text: str, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    found = parse_moment(text)
    if found is None:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            what = f"the submission time cannot be {text!r}"
            raise InputError(row.where, what, "write it as 2027-02-12 23:59:00 -0500") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _lateness(text: str) -> timedelta | None:
    match = _LATENESS.fullmatch(text)
    return timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3])) if match else None
