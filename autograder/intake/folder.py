"""Folders handed in as they lie: walked within bounds, no link followed."""

from __future__ import annotations

import functools
import itertools
import os
import stat
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.errors import SubmissionRefused
from autograder.intake.contents import CHUNK, Contents, Entry
from autograder.intake.names import MAX_DEPTH, is_junk, junk_root, quoted

MAX_LISTED = 5000


def read_folder(root: Path, wanted: Sequence[str]) -> Contents:
    """What a folder holds, nearest first; `wanted` files at its top are found however much it holds."""
    found = dict(itertools.islice(_walk(root), MAX_LISTED + 1))
    cut_short = len(found) > MAX_LISTED
    if cut_short:
        found |= {path: status for path in wanted if (status := _status(root / path)) is not None}
    kept = {path: status for path, status in found.items() if not is_junk(path)}
    entries = [_entry(root, path, status) for path, status in sorted(kept.items()) if not stat.S_ISDIR(status.st_mode)]
    folders = frozenset(_normal(path) for path, status in kept.items() if stat.S_ISDIR(status.st_mode))
    junk = dict.fromkeys(
        junk_root(f"{path}/" if stat.S_ISDIR(found[path].st_mode) else path)
        for path in sorted(found)
        if path not in kept
    )
    return Contents("folder", {entry.path: entry for entry in entries}, folders, tuple(junk), cut_short)


def _walk(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Paths below `root`, breadth first; leftover folders are named but not entered."""
    waiting = deque([""])
    while waiting:
        folder = waiting.popleft()
        try:
            with os.scandir(root / folder) as children:
                for child in children:
                    path = f"{folder}{child.name}"
                    status = child.stat(follow_symlinks=False)
                    if stat.S_ISDIR(status.st_mode) and not is_junk(path) and path.count("/") < MAX_DEPTH:
                        waiting.append(f"{path}/")
                    yield path, status
        except OSError:  # a subfolder that may not be read, or vanishes meanwhile, holds nothing for us
            continue


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _entry(root: Path, path: str, status: os.stat_result) -> Entry:
    return Entry(_normal(path), status.st_size, functools.partial(_content, root, path), _refusal(path, status))


def _refusal(path: str, status: os.stat_result) -> SubmissionRefused | None:
    if stat.S_ISLNK(status.st_mode):
        fault = "is a symbolic link, not a file"
    elif not stat.S_ISREG(status.st_mode):
        fault = "is a device or a pipe, not a file"
    elif status.st_nlink > 1:
        fault = "is a hard link: the same file has a second name elsewhere"
    else:
        return None
    return SubmissionRefused(f"{quoted(path)} {fault}", "hand in a plain copy of the file")


def _content(root: Path, path: str) -> Iterator[bytes]:
    with open(_open_beneath(root, path), "rb", buffering=0) as file:
        refusal = _refusal(path, os.fstat(file.fileno()))
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
