"""On this machine: threads over one warm grader, which has a process for each submission under way."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor

from autograder.batch.engines.engine import Environment
from autograder.batch.unit import environment_of, grade_packed
from autograder.grading.engine import Grader
from autograder.model import Assignment, Check


class ThreadEngine:
    """Grades with one grader of `workers` slots."""

    name = "threads"

    def __init__(self, assignment: Assignment, workers: int, allow_degraded: bool = False) -> None:
        self._assignment, self._workers, self._allow_degraded = assignment, workers, allow_degraded
        self._stack = contextlib.ExitStack()
        self._grader: Grader | None = None

    @property
    def slots(self) -> int:
        return self._workers

    def __enter__(self) -> ThreadEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self) -> None:
        if self._grader is None:
            grader = Grader(self._assignment, allow_degraded=self._allow_degraded, workers=self._workers)
            self._grader = self._stack.enter_context(grader)
            self._pool = self._stack.enter_context(ThreadPoolExecutor(self._workers, "grade"))

    @property
    def environment(self) -> Environment | None:
        return environment_of(self._grader) if self._grader else None

    @property
    def checks(self) -> tuple[Check, ...]:
        return self._grader.checks if self._grader else ()

    def submit(self, unit: bytes) -> Future[bytes]:
        assert self._grader is not None
        return self._pool.submit(grade_packed, self._grader, unit, self.name)

    def abort(self) -> None:
        if self._grader is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._grader.close()
