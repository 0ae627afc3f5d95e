"""Folders submitted without packing: walked within bounds, without following links."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.errors import SubmissionRefused
from autograder.intake.listing import CHUNK, Contents, Entry, Sieve, gathered, what_is_odd
from autograder.intake.names import MAX_LENGTH, is_junk, quoted, shown
from autograder.model import Limits


def read_folder(root: Path, wanted: Sequence[str], limits: Limits) -> Contents:
    """What a folder holds, nearest first, and in each folder first what is asked for."""
    most, sieve = limits.archive_files, Sieve(limits.archive_files, wanted)
    found = dict(itertools.islice(_walk(root, wanted, sieve), most + 1))
    entries = [
        _entry(root, name, path, status)
        for name, status in found.items()
        if (path := sieve.path_of(name, stat.S_ISDIR(status.st_mode))) is not None
    ]
    return gathered("folder", entries, sieve, len(found) > most)


def _walk(root: Path, wanted: Sequence[str], sieve: Sieve) -> Iterator[tuple[str, os.stat_result]]:
    """Names below `root`, breadth first; leftover folders are named but not entered."""
    waiting = deque([""])
    while waiting:
        folder = waiting.popleft()
        asked_for = _asked_for(root, folder, wanted)
        yield from asked_for.items()
        try:
            with os.scandir(root / folder) as children:
                for child in children:
                    name = f"{folder}{child.name}"
                    status = child.stat(follow_symlinks=False)
                    # Deeper than anything is graded, to say so of what is asked for.
                    if stat.S_ISDIR(status.st_mode) and not is_junk(name) and len(name) < MAX_LENGTH:
                        waiting.append(f"{name}/")
                    if name not in asked_for:
                        yield name, status
        except OSError as error:  # the folder may not be read, or vanishes meanwhile
            sieve.put_aside(shown(folder or ".", width=200), f"cannot be read: {error.strerror}")


def _asked_for(root: Path, folder: str, wanted: Sequence[str]) -> dict[str, os.stat_result]:
    """The files of one folder that have a name that is asked for."""
    found = {}
    for name in {path.rpartition("/")[2] for path in wanted}:
        with contextlib.suppress(OSError):
            found[f"{folder}{name}"] = (root / folder / name).lstat()
    return found


def _entry(root: Path, name: str, path: str, status: os.stat_result) -> Entry:
    refusal, why = _oddity(path, status)
    return Entry(path, status.st_size, functools.partial(_content, root, name, path), refusal, why)


def _oddity(path: str, status: os.stat_result) -> tuple[SubmissionRefused | None, str]:
    refusal, why = what_is_odd(path, status.st_mode)
    if refusal is None and status.st_nlink > 1:
        # Whoever runs the grader may read more than the student may: the second name may be that of a secret.
        fault = f"{quoted(path)} is a hard link: the same file has a second name elsewhere"
        refusal = SubmissionRefused(fault, "submit a plain copy of the file")
    return refusal, why


def _content(root: Path, name: str, path: str) -> Iterator[bytes]:
    with open(_open_beneath(root, name), "rb", buffering=0) as file:
        refusal, _ = _oddity(path, os.fstat(file.fileno()))
        if refusal is not None:
            raise refusal
        while chunk := file.read(CHUNK):
            yield chunk


def _open_beneath(root: Path, path: str) -> int:
    """Open `path` part by part, so that no link is followed even if the folder changes meanwhile."""
    *folders, name = path.split("/")
    above = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    for folder in folders:
        try:
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
        finally:
            os.close(above)
        above = below
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=above)
    finally:
        os.close(above)
