"""Writes files atomically, and zips whose bytes depend only on their contents."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError, GraderError, InputError

#: What running and checking sources leaves beside them.
TOOL_CACHES = ("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
#: What tools leave: nobody wrote it, and it says nothing about a homework. Jupyter's checkpoints are copies of files.
CACHES = (*TOOL_CACHES, ".ipynb_checkpoints", ".DS_Store")

#: With these our machine fails; any other error is about the path that the user chose.
_OUR_FAULT = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE}
_ANOTHER_FOLDER = "choose a folder that can be written"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can name
_UNIX = 3


@dataclass(frozen=True)
class Entry:
    """One file of a zip: its path there, its bytes, and whether it can be run."""

    path: str
    data: bytes
    runs: bool = False


def replace_file(path: Path, data: bytes, sync: bool = True) -> None:
    """Write `data` to `path` in one step: a reader, or a crash, finds either the old file or the new one.

    Several processes may do so at once: they write one after another.

    Args:
        sync: wait until the data is on disk, so that the same holds after a loss of power.

    Raises:
        InputError: the folder is missing or cannot be written.
        GraderError: the disk is full, or fails.
    """
    try:
        _replace(path, data, sync)
    except OSError as error:
        raise cannot_be_written(path, error) from error


def _replace(path: Path, data: bytes, sync: bool) -> None:
    new = path.with_name(f".{path.name}.new")  # always the same, so that what a killed run leaves is used up
    handle = _open_alone(new)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
            os.chmod(new, 0o644)
            os.replace(new, path)  # while its lock is held
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _open_alone(path: Path) -> int:
    """Open an empty file that no other writer has open; a killed writer's lock is gone with it."""
    while True:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with contextlib.suppress(OSError):  # a disk that knows no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                os.ftruncate(handle, 0)
                return handle
        os.close(handle)  # the writer before us has put it in its place


def make_folder(folder: Path, remedy: str = _ANOTHER_FOLDER) -> None:
    """Create a folder for results, and its parents, if they do not exist.

    Args:
        remedy: what the user can do if it cannot be created.

    Raises:
        InputError: it cannot be created.
        GraderError: the disk is full, or fails.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_be_written(folder, error, remedy) from None


def is_our_fault(error: OSError) -> bool:
    """Whether the error is our machine's fault rather than a wrong path."""
    return error.errno in _OUR_FAULT


def cannot_be_written(path: Path, error: OSError, remedy: str = _ANOTHER_FOLDER) -> AutograderError:
    """What to say when the system refuses to write `path`: the user chose it, or our machine fails."""
    if is_our_fault(error):
        return GraderError(str(path), f"could not be written ({error.strerror})", "make room on the disk")
    return InputError(str(path), f"cannot be written ({error.strerror})", remedy)


def zipped(entries: Iterable[Entry], moment: tuple[int, int, int, int, int, int] = _EARLIEST) -> bytes:
    """A zip of these files in this order, all with the same time.

    Nothing is compressed: compressed bytes depend on the version of zlib, and the files are small.
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
    """Whether a tool left this file, or a folder around it. A .pyc elsewhere is not a cache: it may hold a solution."""
    return any(part in CACHES for part in path.parts)


def is_behind_link(path: Path, top: Path) -> bool:
    """Whether `path`, or a folder between `top` and it, is a link, which could lead anywhere."""
    return any(part.is_symlink() for part in (path, *path.parents) if part.is_relative_to(top))


def is_left_behind(path: Path) -> bool:
    """Whether a file is hidden, compiled, a cache or an editor's backup: no part of what its author wrote."""
    endings = (".pyc", "~", ".egg-info")
    return is_cache(path) or any(part.startswith(".") or part.endswith(endings) for part in path.parts)


def files_below(folder: Path) -> list[Path]:
    """Every file below `folder` in a fixed order, except what tools leave; none if there is no such folder."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not is_cache(path.relative_to(folder))]
