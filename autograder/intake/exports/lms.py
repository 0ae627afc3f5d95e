"""Canvas' and Moodle's downloads of all submissions, in which a file's name says whose it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError
from autograder.intake.exports.folder import Folder, Taken
from autograder.intake.exports.plain import safe_id, taken_from
from autograder.intake.names import quoted
from autograder.model import ExportedSubmission, Member
from autograder.text import one_line

#: Whose it is ends at the first number: what follows is the student's own name for a file, which may look the same.
_CANVAS = re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?:\d+_(?=.)|(?=text\.html$))(?P<file>.+)", re.S)
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.S)
#: Canvas numbers the file names of later submissions: autodiff.py becomes autodiff-1.py.
_AGAIN = re.compile(r"(.+)-\d+(\.\w+)")
_LATE = "Canvas says that it was late, but not when it was submitted"
_SHEET_ID = re.compile(r"\D*(\d+)")


@dataclass(frozen=True)
class _Part:
    """One file or folder of a submission: its name in the download, and the student's own name for it."""

    name: str
    own: str


def recognises(names: Sequence[str]) -> bool:
    """Whether most of these names have the form of such a download."""
    return bool(name_of(names))


def name_of(names: Sequence[str]) -> str:
    """Which one it is: "moodle", "canvas" or "".

    Students choose the ends of these names, so one name decides nothing: the form is that of most names, and of two
    forms the one that more names have.
    """
    names = [name for name in names if not name.lower().endswith(".csv")]
    moodle = sum(_MOODLE.fullmatch(name) is not None for name in names)
    canvas = sum(_CANVAS.fullmatch(name) is not None and not name.startswith("submission_") for name in names)
    if moodle >= max(1, canvas) and 2 * moodle >= len(names):
        return "moodle"
    return "canvas" if 2 * canvas > len(names) else ""


def read(folder: Folder, into: Path, history: bool) -> tuple[list[ExportedSubmission], list[str]]:
    """Its submissions: all files of one student form one submission."""
    kind = name_of(folder.names())
    form = _MOODLE if kind == "moodle" else _CANVAS
    parts: dict[tuple[str, str], list[_Part]] = {}
    late, other = set(), []
    for name in folder.names():
        if match := form.fullmatch(name):
            whose = (match["name"], match["id"])
            parts.setdefault(whose, []).append(_Part(name, match["file"]))
            late |= {whose} if kind == "canvas" and match["late"] else set()
        else:
            other.append(name)
    emails, sheets = _sheets(folder, other) if kind == "moodle" else ({}, [])
    found: list[ExportedSubmission] = []
    remarks = folder.remarks()
    for (name, number), own in parts.items():
        members = (Member(one_line(name)[:200], emails.get(number, ""), number),)
        notes = (_LATE,) if (name, number) in late else ()
        found.append(_submission(folder, own, members, notes, into / f"submission-{len(found)}", kind))
    for name in (name for name in other if name not in sheets):
        if folder.is_folder(name) or name.lower().endswith(".zip"):
            taken = taken_from(folder, name, into / f"submission-{len(found)}")
            found.append(_made(name, (), taken, (f"nothing in the name {quoted(name)} says who submitted it",)))
        else:
            remarks.append(f"{quoted(name)} is not a submission")
    return found, remarks


def _submission(
    folder: Folder, parts: list[_Part], members: tuple[Member, ...], notes: tuple[str, ...], target: Path, kind: str
) -> ExportedSubmission:
    identifier = f"{members[0].name}-{members[0].id}"
    folders = [part.name for part in parts if folder.is_folder(part.name)]
    if folders:  # Moodle has one for the files, and puts text that was typed beside it
        beside = [f"{quoted(part.name)} was not looked at" for part in parts if part.name != folders[0]]
        return _made(identifier, members, taken_from(folder, folders[0], target), (*notes, *beside))
    placed = [folder.place(name, target / own) for name, own in _named(parts, kind)]
    paths = [taken.path for taken in placed if taken.path is not None]
    unread = tuple(path for taken in placed for path in taken.unread)
    remarks = (*notes, *(line for taken in placed for line in taken.remarks))
    path = paths[0] if len(parts) == len(paths) == 1 else target
    target.mkdir(parents=True, exist_ok=True)
    return _made(identifier, members, Taken(path, unread, remarks), ())


def _named(parts: list[_Part], kind: str) -> Iterator[tuple[str, str]]:
    """The names in the download, and those to give: the students' own."""
    own = {part.own for part in parts}
    for part in parts:
        again = _AGAIN.fullmatch(part.own) if kind == "canvas" else None
        plain = again[1] + again[2] if again else part.own
        name = part.own if plain in own else plain
        yield part.name, Path(name.replace("\\", "/")).name or "file"


def _made(name: str, members: tuple[Member, ...], taken: Taken, notes: tuple[str, ...]) -> ExportedSubmission:
    identifier = safe_id(name)
    return ExportedSubmission(
        identifier, members, taken.path, latest=identifier, remarks=(*notes, *taken.remarks), unread=taken.unread
    )


def _sheets(folder: Folder, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Addresses by number from grading worksheets that lie beside the submissions, and the names of these files."""
    emails: dict[str, str] = {}
    used = []
    for name in names:
        if name.lower().endswith(".csv") and not folder.is_folder(name):
            try:
                rows = list(csv.DictReader(io.StringIO(folder.read(name).decode("utf-8-sig", "replace"))))
            except (InputError, csv.Error):
                continue
            for row in rows:
                match = _SHEET_ID.fullmatch(row.get("Identifier") or "")
                if match:
                    emails[match[1]] = one_line((row.get("Email address") or "").strip())[:200]
            used.append(name)
    return emails, used
