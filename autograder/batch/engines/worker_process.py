"""Inside a worker process of Dask: one warm grader for one homework, whose files came with the process's plug-in.

Student code runs in the jail of that grader, in separate processes, and never in this one. Only bytes come and go
(`batch/unit.py`), which are read as data.
"""

from __future__ import annotations

import contextlib
import os
import platform
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace

import msgspec

from autograder.batch.engines.engine import Environment
from autograder.batch.unit import environment_of, grade_packed
from autograder.errors import AutograderError, GraderError
from autograder.grading.engine import Grader
from autograder.grading.workdir import Workdir
from autograder.model import Assignment, Check


class Described(msgspec.Struct, frozen=True):
    """What a worker's grader is like."""

    environment: Environment
    checks: tuple[Check, ...]
    running_digest: str


class Home:
    """A homework's files on this machine, and the grader for it, once it is needed.

    Args:
        files: contents by path from the course's folder.
    """

    def __init__(self, assignment: Assignment, files: Mapping[str, bytes], allow_degraded: bool) -> None:
        self._assignment, self._files, self._allow_degraded = assignment, files, allow_degraded
        self._stack, self._lock = contextlib.ExitStack(), threading.Lock()
        self._grader: Grader | None = None

    def grader(self) -> Grader:
        """The grader, which the first call starts.

        Raises:
            GraderError: it does not start.
            InputError: the sandbox is degraded here, and that is not allowed.
        """
        with self._lock:
            if self._grader is None:
                root = self._stack.enter_context(Workdir())
                for path, data in self._files.items():
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                    (root / path).write_bytes(data)
                own = replace(self._assignment, course=replace(self._assignment.course, root=root))
                self._grader = self._stack.enter_context(Grader(own, allow_degraded=self._allow_degraded))
            return self._grader

    def close(self) -> None:
        """End the grader and remove the files."""
        with self._lock:
            self._stack.close()
            self._grader = None


_homes: dict[str, Home] = {}


def settle(name: str, home: Home) -> None:
    """Make this process the worker for a batch, ending the grader of an earlier one."""
    for old in [_homes.pop(key) for key in list(_homes)]:
        old.close()
    _homes[name] = home


def leave(name: str) -> None:
    """Undo `settle`: end the grader."""
    home = _homes.pop(name, None)
    if home is not None:
        home.close()


class TooLittleMemory(RuntimeError):
    """A check gets less here than where the batch began. Its arguments are a sentence and the worker's address."""


def grade_here(name: str, unit: bytes, memory: int = 0) -> bytes:
    """Grade a packed submission with this process's grader.

    Args:
        memory: bytes that a check has to get.

    Raises:
        TooLittleMemory: it would get less; nothing has run.
    """
    with _errors_as_text():
        grader = _home(name).grader()
        if grader.limits.memory < memory:
            raise TooLittleMemory(grader.shortage, _address())
        return grade_packed(grader, unit, f"{platform.node()}:{os.getpid()}")


def _address() -> str:
    """By which Dask knows this process."""
    from distributed import get_worker  # an extra, which is there where this runs

    return str(get_worker().address)


def describe_here(name: str) -> bytes:
    """What this process's grader is like, as the bytes of a `Described`."""
    with _errors_as_text():
        grader = _home(name).grader()
    return msgspec.json.encode(Described(environment_of(grader), grader.checks, grader.promised_digest))


@contextlib.contextmanager
def _errors_as_text() -> Iterator[None]:
    """Ours cannot be sent as they are."""
    try:
        yield
    except AutograderError as error:
        raise RuntimeError(str(error)) from None


def _home(name: str) -> Home:
    if name not in _homes:
        raise GraderError("batch", "this worker does not know the homework", "start the batch again")
    return _homes[name]
