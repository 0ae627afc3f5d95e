"""Supervises one submission's run: collects events, and decides what to do when a worker hangs or dies.

Each report of a worker is stored at once. If the worker ends too early, the check that was under way is judged here (if
student code kept it from ending, it has timed out; anything else is our fault), and a new worker runs the rest. If a
worker was not killed but died by itself (a C library may abort when memory runs out), the check runs again. If that
worker dies, too, an answer of student code caused it, because a right answer gets past the same lines.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec

from autograder.grading import messages
from autograder.grading.follow_through import piece_of
from autograder.grading.processes import Processes
from autograder.grading.runner_process import WorkerProcess
from autograder.model import Check, Outcome, Remark, Verdict

_OWN_SIGNALS = {signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV}
GRACE = 8.0  # seconds beyond a check's own limit before its worker is given up; 3 of them may go by in remote/ending.py


class Supervisor:
    """One submission's run: what has come so far, and what to do when a worker dies.

    Attributes:
        job: what a worker is told, but for the checks.
        end: when the submission's time is over, on the monotonic clock.
        held: outcomes that are known and not told yet.
    """

    def __init__(
        self,
        processes: Processes,
        job: messages.GradeJob,
        checks: Sequence[Check],
        on_outcome: Callable[[Outcome], None],
    ) -> None:
        self._processes, self.job, self._on_outcome = processes, job, on_outcome
        self._checks = {check.id: check for check in checks}
        self._left: list[str] = []
        self._limits = job.limits
        self.end = time.monotonic() + self._limits.total
        self._is_over = False
        self._current = ""
        self.outcomes: list[Outcome] = []
        self.held: Sequence[Outcome] = ()
        self._remarks: dict[str, tuple[Remark, ...]] = {}
        self.notes: tuple[str, ...] = ()
        self.interrupted = ""
        self._died = ""  # the check in which a worker died of itself

    def run(self, checks: Sequence[str], only_prepares: bool = False) -> None:
        """Until each of these checks has an outcome, or the first failure is enough.

        Args:
            checks: their ids, in the order in which they run.
            only_prepares: make ready what all checks need, and run them only if they share the submission's import.
        """
        self._left, self._is_over = list(checks), False
        while self._left and not self._is_over:
            if self.is_out_of_time:
                self._out_of_time()
            else:
                self._run_worker(only_prepares)
        self.job = msgspec.structs.replace(self.job, untouched=False)  # whoever comes next has student code before it

    @property
    def is_out_of_time(self) -> bool:
        return time.monotonic() >= self.end

    def wall(self, check: Check | None) -> float:
        """Seconds that a check may take."""
        return ((check and check.wall) or self._limits.wall) + self.job.import_seconds

    def failed(self) -> list[tuple[str, bool]]:
        """The pieces in which a check is known to have failed, as in `GradeJob`."""
        return [piece_of(one.check) for one in (*self.outcomes, *self.held) if one.verdict is not Verdict.PASSED]

    def add(self, outcome: Outcome, remarks: Sequence[Remark] = ()) -> None:
        """Keep an outcome, and what staff are told of its check."""
        self.outcomes.append(outcome)
        self._remark(outcome.check.id, remarks)
        self._on_outcome(outcome)

    def remarks(self, order: Sequence[str]) -> tuple[Remark, ...]:
        """Of the submission, then of its checks in this order."""
        return tuple(remark for check in ("", *order) for remark in self._remarks.get(check, ()))

    def _remark(self, check: str, remarks: Sequence[Remark]) -> None:
        self._remarks[check] = (*self._remarks.get(check, ()), *remarks)

    def _run_worker(self, only_prepares: bool) -> None:
        job = msgspec.structs.replace(self.job, only=self._left[:], failed=self.failed(), only_prepares=only_prepares)
        worker = self._processes.start_worker(job)
        self._current, self._used, self._problem = self._left[0], False, ""
        try:
            for event in _timed(worker, self._deadline):
                self._take(event)
        except TimeoutError:
            if not self.is_out_of_time:
                self._give_up_check(hung=True)
            return
        else:
            if self._current and self._left and not self._is_over:
                self._end_early(died=_is_of_itself(worker.ending()))
        finally:
            worker.end(wait=self.job.share > 0)  # its memory is the next one's

    def _end_early(self, died: bool) -> None:
        """The worker ended in the middle of a check."""
        if not (died and self._used and self._current in self._left):
            self._give_up_check(hung=False)
        elif self._current != self._died:
            self._died = self._current  # a new worker begins with it
        else:
            message = "what your code returned ended the program that looked at it: is it much too large?"
            self._finish(Outcome(self._checks[self._current], Verdict.CRASHED, message=message))

    def _deadline(self) -> float:
        return min(self.end, time.monotonic() + self.wall(self._checks.get(self._current)) + GRACE)

    def _take(self, event: messages.Event) -> None:
        if isinstance(event, messages.Started):
            self._current, self._used = event.check, False
            self.job = msgspec.structs.replace(self.job, untouched=False)
        elif isinstance(event, messages.Used):
            self._used = True
        elif isinstance(event, messages.Finished):
            self._finish(event.outcome)
        elif isinstance(event, messages.Remarked):
            self.job = msgspec.structs.replace(self.job, rules=())
            self._remark("" if self.job.untouched else self._current, event.remarks)
        elif isinstance(event, messages.Noted):
            self.notes = tuple(event.notes)
            self.job = msgspec.structs.replace(self.job, import_seconds=event.import_seconds)
        elif isinstance(event, messages.Broken):
            self._problem = event.text
        elif isinstance(event, messages.Done):
            self._is_over = True

    def _finish(self, outcome: Outcome) -> None:
        self._current = ""
        self._left.remove(outcome.check.id)
        self.add(outcome)
        if self.job.stop_at_first_failure and outcome.verdict is not Verdict.PASSED:
            self._is_over = True

    def _give_up_check(self, hung: bool) -> None:
        """The worker ended, or was ended, in the middle of a check."""
        check = self._checks[self._current if self._current in self._left else self._left[0]]
        if hung and self._used:
            wall = self.wall(check)
            message = f"it did not finish within {wall:g} s: what your code returned takes too long to look at"
            self._finish(Outcome(check, Verdict.TIMED_OUT, message=message, seconds=wall))
            return
        why = "the check did not end" if hung else self._problem or "the runner ended in the middle of the check"
        message = "the grader failed here; the course staff has been told, and it costs you nothing"
        self._finish(Outcome(check, Verdict.GRADER_ERROR, message=message, staff=why))

    def _out_of_time(self) -> None:
        minutes = self._limits.total / 60
        for identifier in list(self._left):
            message = f"it was not run: the checks before it used up the {minutes:.3g} minutes that a submission has"
            self._finish(Outcome(self._checks[identifier], Verdict.TIMED_OUT, message=message))


def _timed(worker: WorkerProcess, deadline: Callable[[], float]) -> Iterator[messages.Event]:
    """Events, each awaited until a deadline that is set when the previous one has arrived."""
    while True:
        for event in worker.events(deadline()):
            yield event
            break
        else:
            return


def _is_of_itself(code: int) -> bool:
    """Whether a worker that ended with this code ended itself."""
    return code > 0 or -code in _OWN_SIGNALS
