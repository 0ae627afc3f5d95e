"""The interface of an engine, as the coordinator sees it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from autograder.model import Check, Mode


@dataclass(frozen=True)
class Environment:
    """How well the sandbox holds where an engine grades.

    Attributes:
        shortage: for staff: why checks have less memory than the homework promises, or "".
        less_memory: as in the digests of its runs (`running_digest`), if it has less memory than promised.
        memory: bytes that a check gets.
    """

    mode: Mode
    layers: tuple[str, ...]
    shortage: str = ""
    less_memory: tuple[int, ...] = ()
    memory: int = 0

    @property
    def least(self) -> int:
        """Bytes that a check has to get elsewhere; what is left of too little differs a little from start to start."""
        return self.memory - self.memory // 16 if self.shortage else self.memory


class Engine(Protocol):
    """Grades packed submissions, several at a time; a context manager that starts nothing by itself.

    Attributes:
        name: for people, and for the cached environments.
        slots: how many submissions should be under way or waiting at a time.
    """

    @property
    def name(self) -> str: ...

    @property
    def slots(self) -> int: ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *_: object) -> None: ...

    def start(self) -> None:
        """Start the graders; then `environment` and `checks` are known.

        Raises:
            GraderError: they do not start.
            InputError: the sandbox is degraded and that is not allowed; or there is no such engine.
        """

    @property
    def environment(self) -> Environment | None: ...

    @property
    def checks(self) -> tuple[Check, ...]: ...

    def submit(self, unit: bytes) -> Future[bytes]:
        """Have a packed submission graded (`unit.py`); the future gives a packed reply."""

    def abort(self) -> None:
        """Stop at once; submissions under way fail."""
