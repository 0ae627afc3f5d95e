"""Score files: Gradescope's of one assignment or of the course, Canvas' gradebook, and plain tables.

Gradescope's per-assignment file does not say its title; its own name does (`HW_1_scores.csv`). In Canvas' gradebook
each assignment is a column `Title (123)`, and a row `Points Possible` follows the header. Any other table has a column
of e-mails, ids or names, and a column for each item, perhaps with a row `Points Possible`.
"""

from __future__ import annotations

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
_PEOPLE |= {"email address", "student id", "sis id", "sis user id", "sis login id", "integration id", "root account"}
#: Columns that say who somebody is, and sums of platforms: no item's scores.
_WHO = _PEOPLE | {"section", "sections", "section name", "group", "notes", "total lateness h m s"}
_CANVAS = re.compile(r"(.*) \((\d+)\)")
_POINTS = "points possible"
_LATENESS = re.compile(r"(\d+):(\d\d):(\d\d)")


@dataclass(frozen=True)
class RawScore:
    """One cell of a score file, before anybody knows whose it is; `late` is Gradescope's own figure."""

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
    """The scores of one file; a time without an offset is meant on the clocks of `zone`.

    Raises:
        InputError: the file cannot be read, says of nobody who it is, or has a cell that is no number.
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
        for title in titles:
            key = plain(title)
            yield RawScore(
                title,
                row.where,
                **_who(row),  # type: ignore[arg-type]
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
    rows = list(table.rows)
    possible: Mapping[str, str] = {}
    if rows and _POINTS in (plain(cell) for cell in list(rows[0].cells.values())[:3]):
        possible, rows = rows[0].cells, rows[1:]
    for column in table.columns:
        match = _CANVAS.fullmatch(column)
        if not column or plain(column) in _WHO or (is_canvas and match is None):
            continue  # Canvas' other columns are its own sums, "(read only)"
        title, key = match[1] if match else column, plain(column)
        for row in rows:
            if plain(row.get("student")) != "student test" and plain(row.get("student")) != _POINTS:
                yield _cell(row, title, key, possible.get(key, ""))


def _cell(row: Row, title: str, key: str, possible: str) -> RawScore:
    text = row.get(key)
    excused = text.casefold() in ("ex", "excused")
    return RawScore(
        title,
        row.where,
        **_who(row),  # type: ignore[arg-type]
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
        raise InputError(row.where, f"{text!r} is not a number of points", "write a number, or nothing") from None
    if not abs(number) < 1e9:
        raise InputError(row.where, f"{text!r} is not a number of points", "write a number, or nothing")
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
