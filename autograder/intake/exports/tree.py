"""The folders of a download, on disk or in a zip, seen the same way."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import InputError
from autograder.intake.exports.folder import MOST_READ, Folder, Taken, not_written
from autograder.intake.exports.zipped import zipped
from autograder.intake.file_types import HEAD, is_zip
from autograder.intake.listing import in_mebibytes
from autograder.intake.names import is_junk, quoted, shown

_NO_SUBMISSIONS = "name what the platform lets you download, or a folder of zips or folders"


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
            yield zipped(descriptor, path)
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
                data = file.read(MOST_READ + 1)
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
            return Taken(None, (shown(target.name),), (not_written(name, target, error),))
        return Taken(target)

    def remarks(self) -> list[str]:
        return []


def _bounded(data: bytes, where: str) -> bytes:
    if len(data) > MOST_READ:
        raise InputError(where, f"has more than {in_mebibytes(MOST_READ)}", "download the export again")
    return data
