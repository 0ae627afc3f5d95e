"""Gradescope's "Export Submissions": submission_metadata.yml, and a folder submission_<id> for each submission."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from autograder.errors import InputError
from autograder.intake.exports.folder import Folder, Taken
from autograder.intake.exports.metadata import FILE, Listed, read_metadata
from autograder.intake.exports.plain import safe_id
from autograder.intake.names import quoted
from autograder.model import ExportedSubmission
from autograder.text import many

_FOLDER = re.compile(r"submission_\d+(?:\.zip)?")
_NO_FILES = "the export holds no files of it"


def recognises(folder: Folder) -> bool:
    """Whether a folder is such an export."""
    return FILE in folder.names() and not folder.is_folder(FILE)


def read(folder: Folder, into: Path, history: bool) -> tuple[list[ExportedSubmission], list[str]]:
    """Its submissions: those in the metadata, and those that only have files."""
    try:
        listed, fault = read_metadata(folder.read(FILE))
    except InputError as error:
        listed, fault = {}, f"{FILE} cannot be used: {error.what}"
    reader = _Reader(folder, into, listed)
    found = [*reader.listed_submissions(), *(reader.earlier() if history else ()), *reader.others()]
    return found, [*folder.remarks(), *([fault] if fault else []), *reader.remarks(history)]


class _Reader:
    """One export while it is read."""

    def __init__(self, folder: Folder, into: Path, listed: dict[str, Listed]) -> None:
        self._folder, self._into, self._listed = folder, into, listed
        self._count = 0
        self._there = {name.removesuffix(".zip"): name for name in folder.names() if name != FILE}
        self._past = {
            f"submission_{past}": (key, number, moment)
            for key, one in listed.items()
            for number, (past, moment) in enumerate(_oldest_first(one), 1)
            if past and f"submission_{past}" not in listed
        }

    def listed_submissions(self) -> Iterator[ExportedSubmission]:
        for key, one in self._listed.items():
            taken = self._taken(key) if key in self._there else Taken(None, (), (_NO_FILES,))
            number = len(one.history) + 1 if one.history else 0
            remarks = (*one.remarks, *taken.remarks)
            identifier = safe_id(key)
            yield ExportedSubmission(
                identifier, one.members, taken.path, one.submitted, one.due, number, identifier, remarks, taken.unread
            )

    def earlier(self) -> Iterator[ExportedSubmission]:
        for key, (latest, number, moment) in self._past.items():
            if key in self._there:
                taken, one = self._taken(key), self._listed[latest]
                yield ExportedSubmission(
                    safe_id(key), one.members, taken.path, moment, one.due, number, safe_id(latest), taken.remarks,
                    taken.unread,
                )  # fmt: skip

    def others(self) -> Iterator[ExportedSubmission]:
        """Files and folders that the metadata does not mention."""
        for key, name in self._there.items():
            if self._is_submission(name) and key not in self._listed and key not in self._past:
                taken = self._taken(key)
                remarks = ("the metadata does not name it, so its owner is unknown", *taken.remarks)
                identifier = safe_id(key)
                yield ExportedSubmission(
                    identifier, (), taken.path, latest=identifier, remarks=remarks, unread=taken.unread
                )

    def remarks(self, history: bool) -> Iterator[str]:
        for name in self._there.values():
            if not self._is_submission(name) and name.removesuffix(".zip") not in self._listed:
                yield f"{quoted(name)} is not a submission"
        with_files = sum(key in self._there for key in self._past)
        if with_files and not history:
            yield f"{many(with_files, 'earlier submission')} left out; --history grades them, too"
        if history and (without := len(self._past) - with_files):
            yield f"{many(without, 'earlier submission')} listed without files, so they cannot be graded"

    def _is_submission(self, name: str) -> bool:
        return self._folder.is_folder(name) or _FOLDER.fullmatch(name) is not None

    def _taken(self, key: str) -> Taken:
        self._count += 1  # ids can be equal where names are not
        return self._folder.take(self._there[key], self._into / f"submission-{self._count}-{safe_id(key)}")


def _oldest_first(one: Listed) -> list[tuple[str, datetime | None]]:
    return sorted(one.history, key=lambda past: (past[1] is not None, str(past[1] or ""), past[0].zfill(20)))
