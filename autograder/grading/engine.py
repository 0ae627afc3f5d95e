"""The engine: warm processes for one assignment, and the grading of one submission after another with them.

Theory of operation. It holds the results and the time budget; it runs no tests and no student code. A runner (pytest,
tests) and a zygote (warm NumPy or torch) are started once, side by side, and a canary tries the jail. Then each
submission is a worker forked from the runner, whose checks are children forked from the zygote. Each report of a worker
is stored at once, so no finished check is lost, whatever dies. A check that was under way is judged here (if student
code kept it from ending, it has timed out; anything else is our fault), and a new worker runs the rest. With several
`jobs`, several workers of one submission run at the same time; see side_by_side.py.

A submission's hidden checks run after all its visible ones, whatever their numbers. A child of a hidden check sees
hidden data, and the kernel keeps traces of whatever runs (caches, process numbers, times). A visible check can print
anything to the student, so it must not be there to read them.
"""

from __future__ import annotations

import contextlib
import functools
import os
import queue
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.errors import InputError
from autograder.grading import messages
from autograder.grading.advice import surroundings
from autograder.grading.canary_request import probe_jail
from autograder.grading.check_order import usable_checks
from autograder.grading.digests import running_digest, scoring_digest
from autograder.grading.hints import current_catalogue, with_hints
from autograder.grading.inside.packages import importable_beside, preloaded
from autograder.grading.memory.usage import allot, allot_together, held_by
from autograder.grading.not_judged import settled
from autograder.grading.processes import Processes
from autograder.grading.runner_config import runner_config
from autograder.grading.seeds import fresh_seed
from autograder.grading.side_by_side import SideBySide
from autograder.grading.staging import ReferenceFolders, stage
from autograder.grading.supervisor import Supervisor
from autograder.grading.workdir import Workdir, os_errors_as_grader_errors
from autograder.grading.worker_pool import WorkerPool
from autograder.model import Assignment, Check, Grading, Mode, Outcome, Run, Submission, Verdict
from autograder.sandbox.inside.file_trees import remove
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.sandbox.modes import mode_of
from autograder.sandbox.readable_paths import python_folders

_Listener = Callable[[Outcome], None]
#: What is left of a submission after that goes with the grader's folder.
_MOST_REMOVED, _REMOVAL_SECONDS = 100_000, 5.0


class Grader:
    """Grades submissions to one assignment. A context manager: its processes start when it is created, and entering it
    waits for them.

    Args:
        assignment: whose tests are run.
        allow_degraded: grade even where the sandbox cannot keep all its promises.
        workers: how many submissions may be graded at the same time (by as many threads).
        jobs: how many checks of one submission may run at the same time, if memory allows.
        layers: the layers of the jail; fewer than all only to measure what each of them stops.

    Raises:
        GraderError: the tests cannot be collected, or the sandbox does not start.
        InputError: the sandbox is degraded and that is not allowed.
    """

    def __init__(
        self,
        assignment: Assignment,
        *,
        allow_degraded: bool = False,
        workers: int = 1,
        jobs: int = 1,
        layers: Sequence[str] = LAYERS,
    ) -> None:
        self.assignment = assignment
        self.layers = tuple(layers)
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(workers):
            self._slots.put(slot)
        self._numbers = iter(range(1 << 60))
        self._lock = threading.Lock()
        self.checks: tuple[Check, ...] = ()
        self._allow_degraded = allow_degraded
        self._workers, self.jobs = workers, jobs
        self.limits = assignment.limits
        self.shortage = ""  # a sentence for staff where a check gets less memory than the assignment promises
        with os_errors_as_grader_errors(), contextlib.ExitStack() as stack:
            self._folder = stack.enter_context(Workdir())
            config = msgspec.structs.replace(runner_config(assignment), side_by_side=jobs > 1)
            beside = importable_beside(assignment)
            self.processes = Processes(config, preloaded(assignment), self._folder, layers, beside)
            stack.callback(self.processes.close)
            self._reference = ReferenceFolders(self.processes.config, self._folder)
            self._stack = stack.pop_all()

    def __enter__(self) -> Grader:
        with os_errors_as_grader_errors(), contextlib.ExitStack() as stack:
            stack.callback(self.close)
            # First what needs no answer of the processes, which are starting meanwhile.
            self.promised_digest = self._running_digest = running_digest(self.assignment)
            self.hints = current_catalogue(self.assignment)
            collected = self.processes.runner.collected()
            self.checks, self._alone = usable_checks(collected, self.assignment), frozenset(collected.alone)
            found = probe_jail(self.assignment, self.processes, self._folder, self.layers)
            self.gaps, self.layers_held = tuple(found.gaps), tuple(found.layers)
            self.mode = mode_of(self.gaps, self.processes.zygote.slot_users.first_user is not None)
            if self.mode is Mode.DEGRADED and not self._allow_degraded:
                raise _degraded(self.gaps)
            self._share_memory()
            self.less_memory = self._allotment.less
            if self.less_memory:
                self._running_digest = running_digest(self.assignment, self.less_memory)
            self._scoring_digest = scoring_digest(self.assignment, self.checks)
            stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and remove what was staged."""
        self._stack.close()

    @property
    def blocked_by(self) -> str:
        """The folder that kept children from having users of their own, or ""."""
        return self.processes.zygote.slot_users.blocked_by

    def _share_memory(self) -> None:
        """Give each process no more memory than this machine has for it."""
        limits = self.assignment.limits
        self._allotment = allot(limits, self._pids(), self.processes.config, self._workers)
        self.shortage, shares = self._allotment.shortage, self._allotment.shares
        self.limits = replace(limits, memory=shares.child, reply=shares.reply(limits.reply))
        most = 1 if self.mode is Mode.DEGRADED else self.jobs  # no jail would be between two children of a submission
        found = allot_together(limits, self._pids(), self.processes.config, self._allotment, most, self._workers)
        self.jobs, self._shares_together = found

    def memory_by_process(self) -> dict[str, int]:
        """Bytes that the engine, the runner and the zygote hold resident now."""
        return {name: held_by(pid).resident for name, pid in self._pids().items()}

    def _pids(self) -> dict[str, int]:
        return {"engine": os.getpid(), **self.processes.pids()}

    def memory(self) -> int:
        """Bytes that these processes hold together."""
        return sum(self.memory_by_process().values())

    def run_of(self, submission: Submission, seed: int, postpone_hidden: bool = False) -> Run:
        """The circumstances of grading `submission`, as they go into the record."""
        return Run(
            assignment=self.assignment.name,
            mode=self.mode,
            seed=seed,
            submission_digest=submission.digest,
            running_digest=self._running_digest,
            scoring_digest=self._scoring_digest,
            layers=self.layers_held,
            gaps=self.gaps,
            version=__version__,
            memory=self.limits.memory,
            postponed=tuple(check.id for check in self.checks if check.secret and postpone_hidden),
        )

    def grade(
        self,
        submission: Submission,
        *,
        seed: int | None = None,
        on_outcome: _Listener | None = None,
        stop_at_first_failure: bool = False,
        only: Sequence[str] | None = None,
        postpone_hidden: bool = False,
    ) -> Grading:
        """Run the checks on one submission.

        Args:
            seed: what hidden data is drawn from; a fresh one by default.
            on_outcome: called with each outcome as it arrives; hints are decided once all have arrived.
            stop_at_first_failure: run no more checks after one that did not pass.
            only: ids of the checks to run; visible ones come first, otherwise they run in this order. All by default.
            postpone_hidden: run no hidden checks; they are reported as pending.

        Raises:
            GraderError: the runner or the zygote is no longer usable.
        """
        seed = fresh_seed() if seed is None else seed
        with self._lock:
            number = next(self._numbers)
        slot = self._slots.get()
        root = self._folder / f"submission-{number}-{secrets.token_hex(8)}"
        try:
            stage(self.assignment, submission, root)
            if self.assignment.inside:
                stage(self.assignment, submission, _suite(root), suite=True)
            run = self.run_of(submission, seed, postpone_hidden)
            wanted = self._in_turn(check for check in only or [c.id for c in self.checks] if check not in run.postponed)
            job = self._job(submission, root, seed, slot, stop_at_first_failure)
            turns = {check: turn for turn, check in enumerate(wanted)}
            outcomes: list[Outcome] = []

            def take(outcome: Outcome) -> None:
                if outcome.verdict is Verdict.NOT_JUDGED:
                    turn = turns[outcome.check.id]
                    outcome = settled(outcome, _passed(one for one in outcomes if turns[one.check.id] < turn))
                outcomes.append(outcome)
                if on_outcome is not None:
                    on_outcome(outcome)

            supervisor = Supervisor(self.processes, job, self.checks, take)
            if self.jobs == 1 or stop_at_first_failure:
                supervisor.run(wanted)
            else:
                pool = functools.partial(WorkerPool, self.processes, self._folder)
                settings = self.assignment.follow_through if job.reference else ()
                jobs = self._jobs_together(job, slot)
                SideBySide(supervisor, jobs, self.checks, self._alone, settings, pool).run(wanted)
            outcomes.sort(key=lambda outcome: turns[outcome.check.id])
            end = supervisor.interrupted, supervisor.remarks(wanted), supervisor.notes
            return Grading(run, self.checks, with_hints(outcomes, self.hints), *end)
        finally:
            for folder in (root, _suite(root)):
                remove(str(folder), _MOST_REMOVED, _REMOVAL_SECONDS)
            self._slots.put(slot)

    def _in_turn(self, identifiers: Iterable[str]) -> list[str]:
        """Visible checks first: nothing that runs after a hidden check may tell a student more than one word."""
        secret = {check.id for check in self.checks if check.secret}
        return sorted(identifiers, key=secret.__contains__)

    def _jobs_together(self, job: messages.GradeJob, slot: int) -> list[messages.GradeJob]:
        """For workers that run checks of one submission at the same time: each has other users for its children."""
        shares, found = self._shares_together, []
        for number in range(self.jobs):
            users, reference = self._users(slot + number * self._workers)
            limits = replace(self.limits, reply=shares.reply(self.assignment.limits.reply))
            own = {"users": users, "reference": reference, "limits": limits, "worker_memory": shares.worker}
            found.append(msgspec.structs.replace(job, **own))
        return found

    def _users(self, slot: int) -> tuple[tuple[int | None, int | None], list[str]]:
        """As whom children of a slot run, and where its reference lies."""
        zygote = self.processes.zygote
        users = zygote.user(slot), zygote.user(slot, reference=True)
        return users, self._reference.folders(slot, users[1])

    def _job(self, submission: Submission, root: Path, seed: int, slot: int, stop: bool) -> messages.GradeJob:
        """What a worker is told, but for the checks."""
        shares = self._allotment.shares
        users, reference = self._users(slot)
        return messages.GradeJob(
            root=str(root),
            suite=str(_suite(root)) if self.assignment.inside else "",
            seed=seed,
            limits=self.limits,
            readable=list(python_folders()),
            users=users,
            reference=reference,
            layers=list(self.layers),
            only=[],
            sealed=self.mode is not Mode.DEGRADED,
            reference_memory=shares.reference,
            worker_memory=shares.worker,
            share=self._allotment.child,
            stop_at_first_failure=stop,
            rules=() if stop else self.assignment.rules,
            submitted=[file.path for file in submission.files],
            around=surroundings(self.assignment.preload, self.assignment.submit, submission.ignored),
        )


def _passed(outcomes: Iterable[Outcome]) -> set[str]:
    """The numbers of the checks that have passed without help."""
    return {one.check.number for one in outcomes if one.verdict is Verdict.PASSED and not one.stood_in}


def _suite(root: Path) -> Path:
    """The folder of a submission with the public tests beside it, for checks that run inside."""
    return root.with_name(f"{root.name}-suite")


def _degraded(gaps: Sequence[str]) -> InputError:
    return InputError(
        "sandbox",
        f"it is degraded on this machine: student code could {', '.join(gaps)}",
        "grade in a container (`make dry-run`), or add --allow-degraded if you trust the submission",
    )
