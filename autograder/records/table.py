"""CSV files as spreadsheets and platforms write them: rows by the names of their columns, each with its line."""

from __future__ import annotations

import csv
import functools
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError

_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and its file and line."""

    where: str
    cells: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The first cell among these columns that is not empty."""
        for name in names:  # a class of a thousand asks a million times
            cell = self.cells.get(name)
            if cell:
                return cell
        return ""


@dataclass(frozen=True)
class Table:
    """A file's columns as written, and its rows, whose cells are keyed by plain(column)."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def has(self, *names: str) -> bool:
        return any(plain(column) in names for column in self.columns)


@functools.lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """Words without case, accents and punctuation, for comparisons.

    >>> plain("Homework  3 - Programming"), plain("Ámös,  Élie"), plain("E-Mail")
    ('homework 3 programming', 'amos elie', 'e mail')
    """
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters.casefold().replace("_", " ")))


def read_table(path: Path, shown: str) -> Table:
    """A CSV file: UTF-8, separated by comma, semicolon or tab, with a line of column names.

    Raises:
        InputError: it cannot be read, or two columns have one name.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(shown, f"cannot be read: {error.strerror}", "create it, or make it readable") from None
    except UnicodeDecodeError:
        raise InputError(shown, "is not UTF-8 text", "save it as 'CSV UTF-8'") from None
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError(shown, f"is not a CSV file: {error}", "export it again, or look for a missing quote") from None
    if not lines:
        return Table(shown, (), ())
    columns = tuple(cell.strip() for cell in lines[0][1])
    _check_columns(columns, shown)
    names = [plain(column) for column in columns]
    rows = [Row(f"{shown}:{number}", _cells(names, cells)) for number, cells in lines[1:]]
    return Table(shown, columns, tuple(rows))


def _cells(names: list[str], cells: Iterable[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False)}


def _check_columns(columns: tuple[str, ...], shown: str) -> None:
    seen: dict[str, str] = {}
    for column in columns:
        if column and plain(column) in seen:
            raise InputError(f"{shown}:1", f"has the column {column!r} twice", "rename or remove one of them")
        seen[plain(column)] = column
