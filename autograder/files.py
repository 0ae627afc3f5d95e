"""Writes files atomically, and zips whose bytes depend only on their contents."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError, GraderError, InputError

#: What tools leave beside sources: nobody wrote it, and it says nothing about a homework.
CACHES = (
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".DS_Store",
)

_USERS_FAULT = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can name
_UNIX = 3


@dataclass(frozen=True)
class Entry:
    """One file of a zip: its path there, its bytes, and whether it can be run."""

    path: str
    data: bytes
    runs: bool = False


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: whoever reads it, or survives us, finds the old file or the new one.

    Raises:
        InputError: the folder is missing or cannot be written.
        GraderError: there is no room, or the disk fails.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise cannot_be_written(path, error) from error


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(f".{path.name}.new")  # always the same, so that what a killed run leaves is removed
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(new, 0o644)
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder for results, and those it lies in, where they are not there.

    Raises:
        InputError: it cannot be made.
        GraderError: there is no room, or the disk fails.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_be_written(folder, error) from None


def cannot_be_written(path: Path, error: OSError) -> AutograderError:
    """What to say when the system refuses to write `path`: the user chose it, or our machine fails."""
    if error.errno in _USERS_FAULT:
        return InputError(str(path), f"cannot be written ({error.strerror})", "choose a folder that can be written")
    return GraderError(str(path), f"could not be written ({error.strerror})", "make room on the disk")


def zipped(entries: Iterable[Entry], moment: tuple[int, int, int, int, int, int] = _EARLIEST) -> bytes:
    """A zip of these files in this order, all of them of one moment.

    Nothing is compressed: the bytes of compressed data depend on the version of zlib, and the whole is small.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, moment)
            info.create_system = _UNIX
            info.external_attr = (0o100755 if entry.runs else 0o100644) << 16
            archive.writestr(info, entry.data)
    return buffer.getvalue()


def is_cache(path: Path) -> bool:
    """Whether a tool left this file, or a folder it lies in. A .pyc elsewhere is no cache: it may hold a solution."""
    return any(part in CACHES for part in path.parts)


def files_below(folder: Path) -> list[Path]:
    """Every file below `folder` in a fixed order, but for what tools leave; none if there is no such folder."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not is_cache(path.relative_to(folder))]
