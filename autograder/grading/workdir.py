"""A temporary directory, removed when its process ends.

Theory of operation. The process that creates one holds a lock on the folder itself as long as it lives; the kernel
releases the lock when the process ends, however it ends. The next process to start removes its own user's folders that
nobody holds any more, so what a killed grader leaves is gone after the next start. A creator locks first and then
checks that its folder is still there, so a sweep between the two costs it a second try and nothing else.

Student code may have written to such a folder, so its contents are removed within bounds, and neither a removal nor a
sweep can fail: what remains is named on standard error, and the next start tries again. Folders of other users, links,
and anything else with such a name are left alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import GraderError
from autograder.sandbox.inside.file_trees import open_folder, remove

_LOG = logging.getLogger(__name__)
_PREFIX = "autograder-work-"
_MOST_REMOVED = 5_000_000  # files and folders; more than are removed in the time
_EXIT_SECONDS, _SWEEP_SECONDS = 60.0, 10.0


class Workdir:
    """A fresh folder that others may pass through but not list; a context manager that gives its path.

    Raises:
        GraderError: it cannot be made.
    """

    def __enter__(self) -> Path:
        sweep()
        with os_errors_as_grader_errors():
            return self._made()

    def _made(self) -> Path:
        while True:
            self._path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            try:
                self._lock = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:  # swept already
                continue
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            if self._path.is_dir():
                break
            os.close(self._lock)
        self._path.chmod(0o711)
        return self._path

    def __exit__(self, *_: object) -> None:
        _tell(self._path, remove(str(self._path), _MOST_REMOVED, _EXIT_SECONDS))
        os.close(self._lock)


@contextlib.contextmanager
def os_errors_as_grader_errors() -> Iterator[None]:
    """Errors of the operating system in here become a sentence.

    Raises:
        GraderError: in place of any OSError.
    """
    try:
        yield
    except OSError as error:
        where = str(error.filename or tempfile.gettempdir())
        remedy = f"make room in {tempfile.gettempdir()} or set TMPDIR; see `autograder doctor`"
        raise GraderError(where, f"grading cannot be set up: {error.strerror}", remedy) from None


def sweep() -> None:
    """Remove what dead processes of this user have left, as far as the time allows, and name what remains."""
    end = time.monotonic() + _SWEEP_SECONDS
    for path in _candidates(end):
        with contextlib.suppress(OSError):
            _remove_if_left(path, end)


def _candidates(end: float) -> list[str]:
    found = []
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX):
                found.append(entry.path)
            if time.monotonic() > end:
                break
    return found


def _remove_if_left(path: str, end: float) -> None:
    lock = open_folder(path, None)
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _tell(path, remove(path, _MOST_REMOVED, end - time.monotonic()))
    finally:
        os.close(lock)


def _tell(path: str | Path, left: str) -> None:
    if left:
        where = f"{str(path)!a} is still there ({left})"
        _LOG.warning("%s: the next start tries again; or remove it by hand", where)
