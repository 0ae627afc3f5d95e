"""Writes pages into a folder, replacing an earlier report but nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from autograder.errors import InputError
from autograder.files import cannot_be_written, make_folder

_FOLDERS = ("checks", "submissions")


def prepare(folder: Path) -> None:
    """Make an empty folder for a report, removing an earlier report.

    Raises:
        InputError: something else is there, or it cannot be written.
        GraderError: the disk is full, or fails.
    """
    is_report = all((folder / name).is_dir() for name in _FOLDERS)
    if folder.is_dir() and any(folder.iterdir()) and not is_report:
        raise InputError(str(folder), "holds something other than a report", "choose an empty folder with --out")
    make_folder(folder, "choose another folder with --out")
    for name in _FOLDERS:
        make_folder(folder / name)
        for page in (folder / name).glob("*.html"):
            _remove(page)


def _remove(page: Path) -> None:
    try:
        page.unlink()
    except OSError as error:
        raise cannot_be_written(page, error) from None


def write(folder: Path, pages: Iterable[tuple[str, bytes]]) -> int:
    """Write pages, keyed by their addresses, and return their total size in bytes.

    Raises:
        InputError: the folder cannot be written.
        GraderError: the disk is full, or fails.
    """
    size = 0
    for address, data in pages:
        path = folder / unquote(address)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise cannot_be_written(path, error) from None
        size += len(data)
    return size
