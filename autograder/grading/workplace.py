"""A temporary folder that goes with its process.

Theory of operation. Whoever makes one holds a lock on the folder itself for as long as it lives; the kernel lets go of
the lock when the process ends, however it ends. Whoever starts next removes the folders of its own user that nobody
holds any more: so what a killed grader leaves is gone with the next start. A maker locks first and then looks whether
its folder is still there, so a sweep between the two costs it a second try and nothing else.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import GraderError

_PREFIX = "autograder-work-"


class Workplace:
    """A fresh folder that others may pass through but not list; a context manager that gives its path.

    Raises:
        GraderError: it cannot be made.
    """

    def __enter__(self) -> Path:
        sweep()
        with told_plainly():
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
        shutil.rmtree(self._path, ignore_errors=True)
        os.close(self._lock)


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """What the operating system refuses in here becomes a sentence.

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
    """Remove what dead processes of this user have left."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)
