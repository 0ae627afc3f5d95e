"""The folders of a download that is a zip, whose files are read from it when they are asked for.

A class's zip may hold millions of names, since some students submit their virtual environment. Leftovers are passed
over; of a submission that still has very many files, those nearest to its top are kept, as for a single submission.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import TypeVar

from autograder.errors import InputError, SubmissionRefused
from autograder.files import cannot_be_written
from autograder.intake.archive import WholeArchive
from autograder.intake.exports.folder import MOST_READ, Taken, not_written
from autograder.intake.listing import Entry, in_mebibytes
from autograder.intake.names import MAX_DEPTH, fault_of, is_junk, junk_root, quoted, relative, shown
from autograder.intake.zip_table import Line

#: bytes of one file of a download, of one submission, and of all; more than a class submits, and less than a disk holds
MOST_OF_ONE, MOST_OF_SUBMISSION, MOST_OF_ALL = 1 << 30, 2 << 30, 16 << 30
#: files and folders that are remembered: of one submission where there is a reason to count, and of all
MOST_KEPT, MANY, MOST = 10_000, 250_000, 2_000_000
_MOST_FOLDERS = MAX_DEPTH + 4
_MOST_TOLD = 20

_Held = TypeVar("_Held")


class ZippedFolder:
    """A folder in a zip."""

    __slots__ = ("_files", "_folders", "_unread", "_whole")

    def __init__(self, whole: _Whole) -> None:
        self._whole = whole
        self._folders: dict[str, ZippedFolder] = {}
        self._files: dict[str, Line] = {}
        self._unread: dict[str, str] = {}

    def put(self, raw: str, line: Line) -> None:
        """Sort in one line of the zip's table."""
        path, fault = relative(raw), fault_of(raw)
        if not fault and path.count("/") >= _MOST_FOLDERS:
            fault = f"more than {_MOST_FOLDERS} folders around it"
        if fault:
            self._inside(_harmless(raw))._note(shown(raw), f"{quoted(raw)} was left out: it has {fault}")
        elif is_junk(path):
            self._inside(junk_root(path).rstrip("/").split("/")[:-1])
        elif raw.endswith(("/", "\\")):
            self._inside(path.split("/"))
        elif path:
            *folders, name = path.split("/")
            self._inside(folders)._add(name, line)

    def _inside(self, parts: list[str]) -> ZippedFolder:
        folder = self
        for part in parts:
            if part not in folder._folders:
                folder._folders[part] = ZippedFolder(self._whole)
                self._whole.held += 1
            folder = folder._folders[part]
        return folder

    def _add(self, name: str, line: Line) -> None:
        if name in self._files:
            self._note(name, f"there are two files named {quoted(name)}")
        else:
            self._files[name] = line
            self._whole.held += 1

    def _note(self, name: str, why: str) -> None:
        """Remember what could not be read, each name once."""
        if name not in self._unread:
            self._unread[name] = why
            self._whole.held += 1

    def names(self) -> list[str]:
        return sorted({*self._folders, *self._files})

    def is_folder(self, name: str) -> bool:
        return name in self._folders

    def folder(self, name: str) -> ZippedFolder:
        return self._folders[name]

    def read(self, name: str) -> bytes:
        entry = self._whole.entry(self._files[name])
        try:
            if entry.refusal is not None:
                raise entry.refusal
            if entry.size > MOST_READ:
                raise SubmissionRefused(f"it has {in_mebibytes(entry.size)}")
            return b"".join(entry.read())
        except SubmissionRefused as error:
            raise InputError(shown(entry.path), error.what, "download the export again") from None

    def take(self, name: str, target: Path) -> Taken:
        if name not in self._folders:
            return self.place(name, target / _file_name(name))
        unread: list[tuple[str, str]] = []
        self._whole.begin()
        try:
            self._folders[name]._unpack(target, "", unread)
        except OSError as error:
            raise cannot_be_written(target, error) from None
        return Taken(target, tuple(path for path, _ in unread), _told([why for _, why in unread]))

    def place(self, name: str, target: Path) -> Taken:
        fault = self._written(self._files[name], target)
        return Taken(None, (shown(target.name),), (fault,)) if fault else Taken(target)

    def _unpack(self, target: Path, below: str, unread: list[tuple[str, str]]) -> None:
        target.mkdir(parents=True, exist_ok=True)
        unread += [(f"{below}{name}", why) for name, why in self._unread.items()]
        for name, line in self._files.items():
            if fault := self._written(line, target / name):
                unread.append((f"{below}{name}", fault))
        for name, folder in self._folders.items():
            try:
                folder._unpack(target / name, f"{below}{name}/", unread)
            except OSError as error:
                unread.append((f"{below}{name}", not_written(name, target / name, error)))

    def _written(self, line: Line, target: Path) -> str:
        """Unpack one file; why it could not be, or ""."""
        entry = self._whole.entry(line)
        if fault := self._whole.refusal(entry):
            return fault
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if entry.why == "a link":
                os.symlink("a link in the export", target)  # leads nowhere, and is refused where it is submitted
            else:
                with target.open("xb") as file:
                    file.writelines(entry.read())
        except SubmissionRefused as error:
            target.unlink(missing_ok=True)
            return f"{quoted(entry.path)} could not be unpacked: {error.what}"
        except OSError as error:
            return not_written(entry.path, target, error)
        return ""

    def remarks(self) -> list[str]:
        return list(_told(list(self._unread.values())))

    def held(self) -> int:
        """Files, folders and remarks in it and below."""
        own = len(self._files) + len(self._folders) + len(self._unread)
        return own + sum(folder.held() for folder in self._folders.values())

    def thin(self) -> None:
        """Keep the nearest files of each submission that has very many."""
        submissions = self
        while len(submissions._folders) == 1:  # a folder around all of them
            (submissions,) = submissions._folders.values()
        for name, folder in submissions._folders.items():
            if folder.held() > MOST_KEPT:
                folder._keep(MOST_KEPT)
                folder._unread[""] = f"{quoted(name)} has more than {MOST_KEPT:,} files: the deepest were left out"

    def _keep(self, most: int) -> None:
        level = [self]
        while level:
            for folder in level:
                folder._files, most = _first(folder._files, most)
                folder._folders, most = _first(folder._folders, most)
                folder._unread, most = _first(folder._unread, most)
            level = [inner for folder in level for inner in folder._folders.values()]


class _Whole:
    """What all folders of a zip share: the zip, how much of it is unpacked, and how much is remembered."""

    def __init__(self, archive: WholeArchive) -> None:
        self._archive, self.held = archive, 0
        self._left, self._own = MOST_OF_ALL, MOST_OF_ALL

    def entry(self, line: Line) -> Entry:
        return self._archive.entry(line)

    def begin(self) -> None:
        """What is unpacked from now on is another submission's."""
        self._own = MOST_OF_SUBMISSION

    def refusal(self, entry: Entry) -> str:
        """Why this file is not unpacked, or ""."""
        if entry.refusal is not None and entry.why != "a link":
            return f"{quoted(entry.path)} was not unpacked: {entry.refusal.what}"
        if entry.size > min(MOST_OF_ONE, self._own, self._left):
            return f"{quoted(entry.path)} was not unpacked: it has {in_mebibytes(entry.size)}"
        self._left, self._own = self._left - entry.size, self._own - entry.size
        return ""


def zipped(descriptor: int, path: Path) -> ZippedFolder:
    """The top of a zip, which is read from `descriptor`.

    Raises:
        InputError: it is damaged, or holds too much.
    """
    try:
        archive, many = WholeArchive(descriptor), MANY
        whole = _Whole(archive)
        top = ZippedFolder(whole)
        for name, line in archive.lines():
            top.put(name, line)
            if whole.held > many:
                top.thin()
                whole.held = top.held()
                many = max(many, 2 * whole.held)
                if whole.held > MOST:
                    raise SubmissionRefused(f"it holds more than {MOST:,} files", "unpack it and name the folder")
    except SubmissionRefused as error:
        raise InputError(str(path), error.what, error.remedy or "download the export again") from None
    return top


def _told(remarks: list[str]) -> tuple[str, ...]:
    """Remarks for people, who do not read thousands."""
    more = len(remarks) - _MOST_TOLD
    return (*remarks[:_MOST_TOLD], *([f"and {more} more like these"] if more > 0 else []))


def _first(held: dict[str, _Held], most: int) -> tuple[dict[str, _Held], int]:
    """As many as there is room for, and the room that is left."""
    kept = dict(itertools.islice(held.items(), most))
    return kept, most - len(kept)


def _harmless(raw: str) -> list[str]:
    """The folders that a name with a fault lies in, as far as they have none; none if it leads out of the zip."""
    parts = raw.replace("\\", "/").split("/")[:-1]
    if raw.startswith(("/", "\\")) or ".." in parts:
        return []
    good = itertools.takewhile(lambda part: not fault_of(part), parts[:_MOST_FOLDERS])
    return [part for part in relative("/".join(good)).split("/") if part]


def _file_name(name: str) -> str:
    """A name that the file system takes: what is too long is cut before its ending."""
    data = name.encode("utf-8", "replace")
    if len(data) <= 200:
        return name
    ending = Path(name).suffix[:20]
    return data[:150].decode("utf-8", "ignore") + ending
