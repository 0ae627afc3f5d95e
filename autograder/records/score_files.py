"""Score files: Gradescope's of one assignment or of the course, Canvas' gradebook, and plain tables.

Gradescope's per-assignment file does not say its title; its own name does (`HW_1_scores.csv`). In Canvas' gradebook
each assignment is a column `Title (123)`, and a row `Points Possible` follows the header. Any other table has a column
of e-mails, ids or names, and a column for each item, perhaps with a row `Points Possible`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from autograder.errors import InputError
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
_LATENESS = re.compile(r"(\d+):(\d\d):(\d\d)")


@dataclass(frozen=True)
class RawScore:
    """One cell of a score file, not yet matched with a person; `late` is Gradescope's own figure."""

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


def read_scores(path: Path, shown: str, zone: tzinfo) -> list[RawScore]:
    """The scores in one file; a time without an offset is local time in `zone`.

    Raises:
        InputError: the file cannot be read, has no column that identifies people, or a cell that is not a number.
    """
    table = read_table(path, shown)
    if not table.columns:
        return []
    if table.has("total score") and table.has("max points"):
        return [_of_assignment(row, _title_of(path), zone) for row in table.rows]
    if any(plain(column).endswith(" max points") for column in table.columns):
        return list(_of_course(table, zone))
    return list(_of_table(table))


def _title_of(path: Path) -> str:
    return re.sub(r"_scores$", "", path.stem).replace("_", " ")


def _who(row: Row) -> dict[str, object]:
    return {
        "emails": emails_of(row.get("email", "e mail", "emails", "email address", "sis login id")),
        "id": id_of(row),
        "name": name_of(row),
    }


def _of_assignment(row: Row, title: str, zone: tzinfo) -> RawScore:
    return RawScore(
        title,
        row.where,
        **_who(row),  # type: ignore[arg-type]
        earned=_number(row, row.get("total score")),
        possible=_number(row, row.get("max points")),
        at=_moment(row, row.get("submission time"), zone),
        late=_lateness(row.get("lateness h m s")),
        submission=row.get("submission id"),
    )


def _of_course(table: Table, zone: tzinfo) -> Iterator[RawScore]:
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
                earned=_number(row, row.get(key)),
                possible=_number(row, row.get(f"{key} max points")),
                at=_moment(row, row.get(f"{key} submission time"), zone),
                late=_lateness(row.get(f"{key} lateness h m s")),
            )


def _of_table(table: Table) -> Iterator[RawScore]:
    """Canvas' gradebook, or any table of people and items."""
    if not any(plain(column) in _WHO for column in table.columns):
        raise InputError(
            f"{table.file}:1", "has no column that says whose scores these are", "add one: email, sid or name"
        )
    is_canvas = table.has("sis user id", "sis login id") or any(_CANVAS.fullmatch(column) for column in table.columns)
    is_sum = [_POINTS in map(plain, list(row.cells.values())[:3]) for row in table.rows]
    possible = next((row.cells for row, found in zip(table.rows, is_sum, strict=True) if found), {})
    rows = [row for row, found in zip(table.rows, is_sum, strict=True) if not found and not _is_about_columns(row)]
    wanted = [(match[1] if match else column, plain(column)) for column, match in _items(table, is_canvas)]
    for row in rows:
        if plain(row.get("student")) != "student test":
            who = _who(row)
            for title, key in wanted:
                yield _cell(row, who, title, key, possible.get(key, ""))


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


def _cell(row: Row, who: Mapping[str, object], title: str, key: str, possible: str) -> RawScore:
    text = row.get(key)
    excused = text.casefold() in ("ex", "excused")
    return RawScore(
        title,
        row.where,
        **who,  # type: ignore[arg-type]
        earned=None if excused else _number(row, text),
        possible=_number(row, possible) if possible else None,
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
