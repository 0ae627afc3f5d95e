"""Measures and removes file trees that student code may have written, trusting nothing about them.

Theory of operation. Such a tree may be too deep for any recursion or path, too wide for any list, unreadable for its
owner, full of links, and changing while it is measured. So nothing here recurses or follows a link, paths are never
joined (a name is always looked up in an open folder), the number of open descriptors does not depend on the tree, and
whatever happens is an answer, not an exception: a removal says what it left.

Removal flattens the tree: it removes a folder's files, and moves its subfolders to the top of the tree under fresh
names, where each is emptied in turn. It enters a folder only after renaming it, which the kernel refuses for a mount
point; so a removal stays in its own file system. Names are those that the operating system gave (bytes that are not
UTF-8 come back unchanged).

Not protected: a folder that the kernel keeps (made immutable, or a mount point) stays, and is named. A living process
of the tree's user can delay a removal until its time is over.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OWNERS_RIGHTS = 0o700
_chmod = os.chmod  # the real one: a warm process puts another in its place for its children, see stand_ins.py
_BATCH = 1000
_BLOCK = 512  # bytes; the unit of st_blocks
_BYTES_PER_ENTRY = 4096
_FEWEST_ENTRIES, _MOST_ENTRIES = 64, 1 << 16
_MOST_DEPTH = 32


@dataclass(frozen=True)
class Room:
    """What a scratch folder may hold: bytes on the disk, files and folders, and how deep folders may be nested."""

    size: int
    entries: int
    depth: int = _MOST_DEPTH

    @staticmethod
    def of(size: int) -> Room:
        """The room in `size` bytes: a file or folder for each block, within reason.

        >>> Room.of(4 << 20)
        Room(size=4194304, entries=1024, depth=32)
        """
        return Room(size, min(max(_FEWEST_ENTRIES, size // _BYTES_PER_ENTRY), _MOST_ENTRIES))


def excess(path: str, room: Room) -> str:
    """What the tree below `path` has too much of, as the end of a sentence about its author, or "".

    It looks at no more entries than `room` has. Entries that vanish or move while it looks are not counted.
    """
    look = _Look(room)
    try:
        with contextlib.suppress(OSError):
            look.enter(path, None)
        return look.first_excess()
    finally:
        look.close()


@dataclass
class _Look:
    """One look at a tree, depth first: the folders that are open, with the names that are still to be looked at."""

    room: Room
    _size: int = 0
    _entries: int = 0
    _open: list[tuple[int, Iterator[str]]] = field(default_factory=list)
    _linked: set[int] = field(default_factory=set)

    def enter(self, name: str, above: int | None) -> None:
        """Open a folder and list it.

        Raises:
            OSError: it is not a folder, or has vanished.
        """
        descriptor = open_folder(name, above)
        self._open.append((descriptor, iter(())))
        with os.scandir(descriptor) as entries:
            names = [entry.name for entry in itertools.islice(entries, self.room.entries + 1 - self._entries)]
        self._entries += len(names)
        self._open[-1] = (descriptor, iter(names))

    def first_excess(self) -> str:
        while self._open:
            if self._entries > self.room.entries:
                return f"made more than {self.room.entries} files and folders"
            folder, names = self._open[-1]
            name = next(names, None)
            if name is None:
                os.close(self._open.pop()[0])
                continue
            with contextlib.suppress(OSError):
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
                self._count(status)
                if self._size > self.room.size:
                    return f"wrote more than {in_mebibytes(self.room.size)} to files"
                if stat.S_ISDIR(status.st_mode):
                    if len(self._open) > self.room.depth:
                        return f"nested folders more than {self.room.depth} deep"
                    self.enter(name, folder)
        return ""

    def _count(self, status: os.stat_result) -> None:
        if status.st_ino not in self._linked:
            self._size += status.st_blocks * _BLOCK
        if status.st_nlink > 1:
            self._linked.add(status.st_ino)

    def close(self) -> None:
        for descriptor, _ in self._open:
            os.close(descriptor)


def in_mebibytes(size: int) -> str:
    """A size for people.

    >>> in_mebibytes(4 << 20), in_mebibytes(1 << 19)
    ('4 MiB', '0.5 MiB')
    """
    return f"{size / (1 << 20):.4g} MiB"


def remove(path: str, entries: int, seconds: float) -> str:
    """Remove the tree at `path`, and say what is left of it; "" if nothing is.

    Args:
        entries: how many files and folders to look at, at most.
        seconds: how long to take, at most.
    """
    removal = _Removal(entries, time.monotonic() + seconds)
    try:
        top = open_folder(path, None)
        try:
            removal.empty(top)
        finally:
            os.close(top)
        os.rmdir(path)
    except FileNotFoundError:
        return ""
    except _Spent:
        return removal.reason
    except OSError as error:
        return removal.reason or str(error.strerror)
    return ""


class _Spent(Exception):
    """The removal has used up what it may take."""


@dataclass
class _Removal:
    """One removal: the time and entries that it has left, and the first reason why something stays."""

    entries: int
    end: float
    reason: str = ""
    _prefix: str = field(default_factory=lambda: f".removed-{os.urandom(8).hex()}-")
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _stuck: set[str] = field(default_factory=set)
    _device: int = 0

    def empty(self, top: int) -> None:
        """Remove the contents of the open folder `top`, except what cannot be removed.

        Raises:
            OSError: `top` cannot be read.
            _Spent: the time, or the number of entries, is used up.
        """
        self._device = os.fstat(top).st_dev
        self._own(top)
        while batch := self._batch(top):
            for name in batch:
                self._try_to_remove(name, top)

    def _batch(self, top: int) -> list[str]:
        with os.scandir(top) as entries:
            names = (entry.name for entry in entries)
            return list(itertools.islice((name for name in names if name not in self._stuck), _BATCH))

    def _try_to_remove(self, name: str, top: int) -> None:
        current = name
        try:
            self._spend()
            if _is_gone(name, top):
                return
            if not name.startswith(self._prefix):
                current = self._move(name, top, top)
            if self._emptied(current, top):
                return
            self._keep(current, OSError(errno.ENOTEMPTY, "it cannot be emptied"))
        except OSError as error:
            self._keep(current, error)

    def _emptied(self, name: str, top: int) -> bool:
        """Empty and remove a folder of `top`; True when it is gone, or at least was changed."""
        folder = open_folder(name, top)
        changed = False
        try:
            if os.fstat(folder).st_dev != self._device:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            self._own(folder)
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._spend()
                    changed |= self._is_gone_or_moved(entry.name, folder, top)
        finally:
            os.close(folder)
        return _is_gone(name, top) or changed

    def _is_gone_or_moved(self, name: str, folder: int, top: int) -> bool:
        try:
            if not _is_gone(name, folder):
                self._move(name, folder, top)
        except OSError as error:
            self.reason = self.reason or _told(name, error)
            return False
        return True

    def _move(self, name: str, folder: int, top: int) -> str:
        """Move a folder to the top, under a fresh name, which is returned."""
        for number in self._numbers:
            fresh = f"{self._prefix}{number}"
            try:
                os.rename(name, fresh, src_dir_fd=folder, dst_dir_fd=top)
            except PermissionError:  # to be moved, a folder must be one that we may write to
                _give_rights(name, folder)
                os.rename(name, fresh, src_dir_fd=folder, dst_dir_fd=top)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                    raise
                self._spend()
                continue
            return fresh
        raise AssertionError("numbers do not end")

    def _own(self, folder: int) -> None:
        """As an ordinary user, we can empty only what we may read, write and search."""
        mode = os.fstat(folder).st_mode
        if mode & _OWNERS_RIGHTS != _OWNERS_RIGHTS:
            with contextlib.suppress(OSError):
                os.fchmod(folder, _OWNERS_RIGHTS)

    def _spend(self) -> None:
        self.entries -= 1
        if self.entries < 0 or time.monotonic() > self.end:
            self.reason = self.reason or "there is more than is removed in one go"
            raise _Spent

    def _keep(self, name: str, error: OSError) -> None:
        self._stuck.add(name)
        self.reason = self.reason or _told(name, error)


def _told(name: str, error: OSError) -> str:
    return f"{name!a}: {error.strerror or error}"


def _is_gone(name: str, folder: int) -> bool:
    """Remove a file or an empty folder; False for a folder that holds something.

    Raises:
        OSError: it stays.
    """
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return True
    except OSError as refused:  # EISDIR on Linux, EPERM elsewhere
        return _is_gone_folder(name, folder, refused)
    return True


def _is_gone_folder(name: str, folder: int, refused: OSError) -> bool:
    try:
        os.rmdir(name, dir_fd=folder)
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        raise refused from None
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False
        raise
    return True


def open_folder(name: str, above: int | None) -> int:
    """A descriptor of a folder, whatever its mode is.

    Raises:
        OSError: it is not a folder (a link is not one), or cannot be opened.
    """
    try:
        return os.open(name, _FOLDER, dir_fd=above)
    except PermissionError:
        _give_rights(name, above)
        return os.open(name, _FOLDER, dir_fd=above)


def _give_rights(name: str, above: int | None) -> None:
    """Make a folder of ours readable, writable and searchable for us; never what a link points to."""
    path_only = getattr(os, "O_PATH", 0)
    if not path_only:
        _chmod(name, _OWNERS_RIGHTS, dir_fd=above, follow_symlinks=False)
        return
    descriptor = os.open(name, path_only | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
    try:
        _chmod(f"/proc/self/fd/{descriptor}", _OWNERS_RIGHTS)
    finally:
        os.close(descriptor)
