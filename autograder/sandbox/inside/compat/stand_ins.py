"""Does within the process what Python's own modules do with files and calls that the jail refuses.

No process can be started in a child, so objects that processes would share through /dev/shm need only reach threads:
multiprocessing's locks, events, queues and values, and with them its pool of threads, work as elsewhere. `os.truncate`
opens the file, which Landlock judges on every kernel, and then shortens what it has opened. `os.chmod` and `os.utime`,
with which shutil copies and tarfile unpacks, check whether they might change the file, and leave it as it is: the
kernel would also let them change the student's files that the next check reads.

Nothing here protects anything: student code can put back what was there, and is refused.
"""

from __future__ import annotations

import errno
import mmap
import os
import threading
from types import TracebackType
from typing import Any

from autograder.sandbox.inside.compat import on_import


class SemLock:
    """A counting semaphore as `_multiprocessing.SemLock`: see CPython's Modules/_multiprocessing/semaphore.c.

    Attributes:
        kind: 0 for a lock that its owner may take again, 1 for a semaphore.
        name: always None: there is nothing to unlink.
    """

    SEM_VALUE_MAX: int  # the system's own, as soon as there is a module that knows it

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:
        if not (kind in (0, 1) and 0 <= value <= maxvalue):
            raise ValueError("unrecognized kind" if kind not in (0, 1) else "invalid value")
        self.kind, self.maxvalue, self.name, self.handle = kind, maxvalue, None, id(self)
        self._value, self._changed = value, threading.Condition(threading.Lock())
        self._taken, self._owner = 0, 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        if self.kind == 0 and self._is_mine():
            self._taken += 1
            return True
        with self._changed:
            if not self._value and block:
                self._changed.wait_for(lambda: self._value, None if timeout is None else max(timeout, 0.0))
            if not self._value:
                return False
            self._value -= 1
            self._taken += 1
            self._owner = threading.get_ident()
        return True

    def release(self) -> None:
        if self.kind == 0:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._taken > 1:
                self._taken -= 1
                return
        with self._changed:
            if self._value >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._value += 1
            self._taken -= 1
            self._changed.notify()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None = None, error: BaseException | None = None,
        where: TracebackType | None = None,
    ) -> None:  # fmt: skip
        self.release()

    def _count(self) -> int:
        return self._taken

    def _is_mine(self) -> bool:
        return self._taken > 0 and self._owner == threading.get_ident()

    def _get_value(self) -> int:
        return self._value

    def _is_zero(self) -> bool:
        return self._value == 0

    def _after_fork(self) -> None:
        self._taken = 0


def _arena(self: Any, size: int, fd: int = -1) -> None:
    """Memory for multiprocessing's values and arrays: the process's own, and so within its limit."""
    self.size, self.fd = size, fd
    self.buffer = mmap.mmap(fd, size)


def truncate(path: int | str | bytes | os.PathLike[Any], length: int) -> None:
    """Truncate the file given by path, such that it is at most length bytes in size."""
    if isinstance(path, int):
        os.ftruncate(path, length)
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, length)
    except OSError as error:
        raise OSError(error.errno or errno.EIO, error.strerror, os.fspath(path)) from None
    finally:
        os.close(descriptor)


def chmod(
    path: int | str | bytes | os.PathLike[Any], mode: int, *, dir_fd: int | None = None, follow_symlinks: bool = True
) -> None:
    """Change the access permissions of a file: reports success for the caller's own files, and does nothing."""
    _must_own(path, dir_fd, follow_symlinks)


def utime(
    path: int | str | bytes | os.PathLike[Any],
    times: tuple[float, float] | None = None,
    *,
    ns: tuple[int, int] | None = None,
    dir_fd: int | None = None,
    follow_symlinks: bool = True,
) -> None:
    """Set the access and modified time of path: reports success for the caller's own files, and does nothing."""
    if times is not None and ns is not None:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    _must_own(path, dir_fd, follow_symlinks)


def _must_own(path: int | str | bytes | os.PathLike[Any], folder: int | None, follow: bool) -> None:
    if os.stat(path, dir_fd=folder, follow_symlinks=follow).st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), path if isinstance(path, int) else os.fspath(path))


def _replace_semaphores(module: Any) -> None:
    SemLock.SEM_VALUE_MAX = module.SemLock.SEM_VALUE_MAX
    module.SemLock = SemLock


def _replace_arenas(module: Any) -> None:
    module.Arena.__init__ = _arena


def install() -> None:
    """Put the stand-ins where Python's modules look for the originals."""
    on_import.change({"_multiprocessing": _replace_semaphores, "multiprocessing.heap": _replace_arenas})
    for ours in (truncate, chmod, utime):
        theirs = getattr(os, ours.__name__)
        for supporting in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
            if theirs in supporting:
                supporting.add(ours)
        setattr(os, ours.__name__, ours)
