"""Runs checks of one submission in several workers of the warm runner at the same time.

Each worker takes the next check from one queue (check_queue.py), and has users of its own for its children, so that a
child is as far from those of the other workers as from another submission's. What goes wrong here is judged nowhere: a
check whose worker hangs, dies or loses the zygote has no outcome, and is run again by a worker of its own
(side_by_side.py).
"""

from __future__ import annotations

import contextlib
import selectors
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.grading import messages
from autograder.grading.check_queue import CheckQueue
from autograder.grading.processes import Processes
from autograder.grading.runner_process import WorkerProcess
from autograder.model import Check, Outcome, Remark


class WorkerPool:
    """Several workers for one submission.

    Args:
        folder: where the queue may be.
        jobs: what each worker is told, but for the checks.
        checks: by id.
        patience: seconds that a check may take until its worker is given up.
        end: when all of them are, on the monotonic clock.
    """

    def __init__(
        self,
        processes: Processes,
        folder: Path,
        jobs: Sequence[messages.GradeJob],
        checks: Mapping[str, Check],
        patience: Callable[[Check | None], float],
        end: float,
    ) -> None:
        self._processes, self._folder, self._jobs = processes, folder, jobs
        self._checks, self._patience, self._end = checks, patience, end

    def run(self, only: Sequence[str], on_outcome: Callable[[Outcome, Sequence[Remark]], None]) -> None:
        """Run the checks `only`, or as many of them as can be.

        Args:
            on_outcome: called with each outcome as it comes, and with what staff are told of the check.
        """
        with CheckQueue(len(only), self._folder) as queue, contextlib.ExitStack() as stack:
            selector = stack.enter_context(selectors.DefaultSelector())
            for job in self._jobs:
                lane = _Lane(self, msgspec.structs.replace(job, only=list(only), from_queue=True), queue, selector)
                stack.callback(lane.close)
                lane.start()
            while selector.get_map() and time.monotonic() < self._end:
                lanes: list[_Lane] = [key.data for key in selector.get_map().values()]
                first = min(self._end, *(lane.deadline for lane in lanes))
                ready = [key.data for key, _ in selector.select(max(0.0, first - time.monotonic()))]
                for lane in ready:
                    lane.hear(on_outcome)
                for lane in lanes:
                    if lane not in ready and time.monotonic() >= lane.deadline:
                        lane.renew()

    def worker(self, job: messages.GradeJob, queue: CheckQueue) -> WorkerProcess:
        return self._processes.start_worker(job, queue.fileno())

    def deadline(self, check: str) -> float:
        return time.monotonic() + self._patience(self._checks.get(check))


class _Lane:
    """One worker at a time, and what is known of the check that it runs."""

    def __init__(
        self, pool: WorkerPool, job: messages.GradeJob, queue: CheckQueue, selector: selectors.BaseSelector
    ) -> None:
        self._pool, self._job, self._queue, self._selector = pool, job, queue, selector
        self._worker: WorkerProcess | None = None
        self._remarks: list[Remark] = []
        self._has_finished_one = False
        self.deadline = 0.0

    def start(self) -> None:
        self._has_finished_one = False
        self._worker = self._pool.worker(self._job, self._queue)
        self._selector.register(self._worker.fileno(), selectors.EVENT_READ, self)
        self.deadline = self._pool.deadline("")

    def hear(self, on_outcome: Callable[[Outcome, Sequence[Remark]], None]) -> None:
        """Take what its worker tells."""
        events = self._worker.read() if self._worker is not None else None
        for event in events or ():
            if isinstance(event, messages.Started):
                self._remarks = []
                self.deadline = self._pool.deadline(event.check)
            elif isinstance(event, messages.Remarked):
                self._remarks += event.remarks
            elif isinstance(event, messages.Finished):
                self._has_finished_one = True
                on_outcome(event.outcome, self._remarks)
            elif isinstance(event, messages.Done):
                self.close()
                return
        if events is None:
            self.renew()

    def renew(self) -> None:
        """The worker is of no more use: another takes its place, if it has been of any."""
        self.close()
        if self._has_finished_one:
            self.start()

    def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            self._selector.unregister(worker.fileno())
            worker.end(wait=self._job.share > 0)
