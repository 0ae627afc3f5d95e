"""The folders of a download, on disk or in a zip, seen the same way."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.errors import InputError, SubmissionRefused
from autograder.files import cannot_be_written, is_our_fault
from autograder.intake.archive import every_entry
from autograder.intake.file_types import HEAD, is_zip
from autograder.intake.listing import Entry, in_mebibytes
from autograder.intake.names import MAX_DEPTH, fault_of, is_junk, junk_root, quoted, relative, shown

#: bytes of one file of a download, of one submission, and of all; more than a class submits, and less than a disk holds
MOST_OF_ONE, MOST_OF_SUBMISSION, MOST_OF_ALL = 1 << 30, 2 << 30, 16 << 30
_MOST_READ = 256 << 20
_MOST_FOLDERS = MAX_DEPTH + 4
_NO_SUBMISSIONS = "name what the platform lets you download, or a folder of zips or folders"


@dataclass(frozen=True)
class Taken:
    """A submission's files on disk.

    Attributes:
        path: None where there are none.
        unread: paths below it of files that could not be unpacked.
        remarks: for staff: what is wrong with these.
    """

    path: Path | None
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Folder(Protocol):
    """A folder of a download. Names are of what lies in it directly; leftovers are not among them."""

    def names(self) -> list[str]: ...

    def is_folder(self, name: str) -> bool: ...

    def folder(self, name: str) -> Folder: ...

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: it cannot be read.
        """

    def take(self, name: str, target: Path) -> Taken:
        """A file or folder on disk: unpacked to `target`, or where it lies already."""

    def place(self, name: str, target: Path) -> Taken:
        """The same for a file that is to have the name of `target`."""

    def remarks(self) -> list[str]:
        """What in it could be read by no name."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """The top of a download: a zip or a folder.

    Raises:
        InputError: it is neither, or cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise InputError(str(path), f"cannot be read ({reason})", "name an export: a zip or a folder") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            yield DiskFolder(path)
        elif stat.S_ISREG(mode) and is_zip(os.pread(descriptor, HEAD, 0)):
            yield _zipped(descriptor, path)
        else:
            raise InputError(str(path), "is neither a zip nor a folder", _NO_SUBMISSIONS)
    finally:
        os.close(descriptor)


class DiskFolder:
    """A folder on disk; links in it are named and never followed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self._path) if not is_junk(name))
        except OSError as error:
            raise InputError(str(self._path), f"cannot be read ({error.strerror})", "check the folder") from None

    def is_folder(self, name: str) -> bool:
        path = self._path / name
        return path.is_dir() and not path.is_symlink()

    def folder(self, name: str) -> DiskFolder:
        return DiskFolder(self._path / name)

    def read(self, name: str) -> bytes:
        path = self._path / name
        try:
            with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
                data = file.read(_MOST_READ + 1)
        except OSError as error:
            raise InputError(str(path), f"cannot be read ({error.strerror})", "download the export again") from None
        return _bounded(data, str(path))

    def take(self, name: str, target: Path) -> Taken:
        path = self._path / name
        if path.is_symlink():
            return Taken(None, (shown(name),), (f"{quoted(name)} is a link, which is not followed",))
        return Taken(path)

    def place(self, name: str, target: Path) -> Taken:
        taken = self.take(name, target)
        if taken.path is None or not taken.path.is_file():
            return Taken(None, (shown(target.name),), taken.remarks or (f"{quoted(name)} is not a file",))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(taken.path, target, follow_symlinks=False)
        except OSError as error:
            return Taken(None, (shown(target.name),), (_not_written(name, target, error),))
        return Taken(target)

    def remarks(self) -> list[str]:
        return []


class ZippedFolder:
    """A folder in a zip, whose files are read from the zip when they are asked for."""

    def __init__(self, budget: _Budget) -> None:
        self._budget = budget
        self._folders: dict[str, ZippedFolder] = {}
        self._files: dict[str, Entry] = {}
        self._unread: list[tuple[str, str]] = []

    def put(self, entry: Entry) -> None:
        """Sort in one line of the zip's table."""
        raw = entry.path
        path, fault = relative(raw), fault_of(raw)
        if not fault and path.count("/") >= _MOST_FOLDERS:
            fault = f"more than {_MOST_FOLDERS} folders around it"
        if fault:
            self._inside(_harmless(raw))._unread.append((shown(raw), f"{quoted(raw)} was left out: it has {fault}"))
        elif is_junk(path):
            self._inside(junk_root(path).rstrip("/").split("/")[:-1])
        elif raw.endswith(("/", "\\")):
            self._inside(path.split("/"))
        elif path:
            *folders, name = path.split("/")
            self._inside(folders)._add(name, entry)

    def _inside(self, parts: list[str]) -> ZippedFolder:
        folder = self
        for part in parts:
            folder = folder._folders.setdefault(part, ZippedFolder(self._budget))
        return folder

    def _add(self, name: str, entry: Entry) -> None:
        if name in self._files:
            self._unread.append((name, f"there are two files named {quoted(name)}"))
        self._files.setdefault(name, entry)

    def names(self) -> list[str]:
        return sorted({*self._folders, *self._files})

    def is_folder(self, name: str) -> bool:
        return name in self._folders

    def folder(self, name: str) -> ZippedFolder:
        return self._folders[name]

    def read(self, name: str) -> bytes:
        entry = self._files[name]
        try:
            if entry.refusal is not None:
                raise entry.refusal
            if entry.size > _MOST_READ:
                raise SubmissionRefused(f"it has {in_mebibytes(entry.size)}")
            return b"".join(entry.read())
        except SubmissionRefused as error:
            raise InputError(shown(entry.path), error.what, "download the export again") from None

    def take(self, name: str, target: Path) -> Taken:
        if name not in self._folders:
            return self.place(name, target / _file_name(name))
        unread: list[tuple[str, str]] = []
        self._budget.begin()
        try:
            self._folders[name]._unpack(target, "", unread)
        except OSError as error:
            raise cannot_be_written(target, error) from None
        return Taken(target, tuple(path for path, _ in unread), tuple(why for _, why in unread))

    def place(self, name: str, target: Path) -> Taken:
        fault = self._written(self._files[name], target)
        return Taken(None, (shown(target.name),), (fault,)) if fault else Taken(target)

    def _unpack(self, target: Path, below: str, unread: list[tuple[str, str]]) -> None:
        target.mkdir(parents=True, exist_ok=True)
        unread += [(f"{below}{name}", why) for name, why in self._unread]
        for name, entry in self._files.items():
            if fault := self._written(entry, target / name):
                unread.append((f"{below}{name}", fault))
        for name, folder in self._folders.items():
            try:
                folder._unpack(target / name, f"{below}{name}/", unread)
            except OSError as error:
                unread.append((f"{below}{name}", _not_written(name, target / name, error)))

    def _written(self, entry: Entry, target: Path) -> str:
        """Unpack one file; why it could not be, or ""."""
        if fault := self._budget.refusal(entry):
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
            return _not_written(entry.path, target, error)
        return ""

    def remarks(self) -> list[str]:
        return [why for _, why in self._unread]


class _Budget:
    """How much of a zip is unpacked."""

    def __init__(self) -> None:
        self._left, self._own = MOST_OF_ALL, MOST_OF_ALL

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


def _zipped(descriptor: int, path: Path) -> ZippedFolder:
    top = ZippedFolder(_Budget())
    try:
        for entry in every_entry(descriptor):
            top.put(entry)
    except SubmissionRefused as error:
        raise InputError(str(path), error.what, error.remedy or "download the export again") from None
    return top


def _harmless(raw: str) -> list[str]:
    """The folders that a name with a fault lies in, as far as they have none; none where it leads out of the zip."""
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


def _not_written(name: str, target: Path, error: OSError) -> str:
    if is_our_fault(error):
        raise cannot_be_written(target, error) from None
    return f"{quoted(name)} could not be unpacked: {error.strerror}"


def _bounded(data: bytes, where: str) -> bytes:
    if len(data) > _MOST_READ:
        raise InputError(where, f"has more than {in_mebibytes(_MOST_READ)}", "download the export again")
    return data
