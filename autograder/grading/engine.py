"""The engine: warm processes for one assignment, and the grading of one submission after another with them.

Theory of operation. It holds the results and the time budget; it runs no tests and no student code. A runner
(pytest, tests) and a zygote (warm NumPy or torch) are started once, side by side; a canary tries the jail; then
each submission is a worker forked from the runner, whose checks are children forked from the zygote. What a worker
tells is kept at once, so whatever dies, no finished check is lost: what was under way is judged here (a check that
student code kept from ending has timed out; anything else is our fault), and a new worker does the rest.

A submission's hidden checks run after all its visible ones, whatever their numbers. A child of a hidden check sees
hidden data, and the kernel keeps traces of whatever runs (caches, process numbers, times); a visible check, which
prints what it likes to the student, must not be there to read them.
"""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.errors import GraderError, InputError
from autograder.grading import messages
from autograder.grading.advice import surroundings
from autograder.grading.digests import running_digest, scoring_digest
from autograder.grading.hints import current_catalogue, with_hint
from autograder.grading.memory.usage import allot, held_by
from autograder.grading.processes import Processes
from autograder.grading.seeds import fresh_seed
from autograder.grading.staging import is_shared, shared_folder, stage, stage_reference
from autograder.grading.supervisor import Supervisor
from autograder.grading.workdir import Workdir, os_errors_as_grader_errors
from autograder.model import Assignment, Check, Grading, Mode, Outcome, Run, Submission, Verdict
from autograder.sandbox.inside.file_trees import remove
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.sandbox.modes import mode_of
from autograder.sandbox.readable_paths import python_folders

_Listener = Callable[[Outcome], None]
#: What is left of a hand-in after that goes with the grader's folder.
_MOST_REMOVED, _REMOVAL_SECONDS = 100_000, 5.0


class Grader:
    """Grades submissions to one assignment; a context manager, whose processes start when it is made and which waits
    for them when it is entered.

    Args:
        assignment: whose tests are run.
        allow_degraded: grade even where the sandbox cannot keep all its promises.
        workers: how many submissions may be graded at the same time (by as many threads).
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
        layers: Sequence[str] = LAYERS,
    ) -> None:
        self.assignment = assignment
        self.layers = tuple(layers)
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(workers):
            self._slots.put(slot)
        self._numbers = iter(range(1 << 60))
        self._lock = threading.Lock()
        self._references: dict[int, list[str]] = {}
        self.checks: tuple[Check, ...] = ()
        self._allow_degraded = allow_degraded
        self._workers = workers
        self.limits = assignment.limits
        self.shortage = ""  # a sentence for staff where a check gets less memory than the assignment promises
        with os_errors_as_grader_errors(), contextlib.ExitStack() as stack:
            self._folder = stack.enter_context(Workdir())
            self.processes = Processes(_config(assignment), assignment.preload, self._folder, layers)
            stack.callback(self.processes.close)
            self._stack = stack.pop_all()

    def __enter__(self) -> Grader:
        with os_errors_as_grader_errors(), contextlib.ExitStack() as stack:
            stack.callback(self.close)
            self.checks = self._collect()
            found = self._probe()
            self.gaps, self.layers_held = tuple(found.gaps), tuple(found.layers)
            self.mode = mode_of(self.gaps, self.processes.zygote.population.first_user is not None)
            if self.mode is Mode.DEGRADED and not self._allow_degraded:
                raise _degraded(self.gaps)
            self._share_memory()
            self._running_digest = running_digest(self.assignment)
            self._scoring_digest = scoring_digest(self.assignment, self.checks)
            self.hints = current_catalogue(self.assignment)
            stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and remove what was staged."""
        self._stack.close()

    @property
    def obstacle(self) -> str:
        """The folder that kept children from having users of their own, or ""."""
        return self.processes.zygote.population.obstacle

    def _share_memory(self) -> None:
        """Give each process no more than what this machine has for it."""
        limits = self.assignment.limits
        self._allotment = allot(limits, self._pids(), self.processes.config, self._workers)
        self.shortage, shares = self._allotment.shortage, self._allotment.shares
        self.limits = replace(limits, memory=shares.child, reply=shares.reply(limits.reply))

    def memory_by_process(self) -> dict[str, int]:
        """Bytes that the engine, the runner and the zygote hold resident now."""
        return {name: held_by(pid).resident for name, pid in self._pids().items()}

    def _pids(self) -> dict[str, int]:
        return {"engine": os.getpid(), **self.processes.pids()}

    def memory(self) -> int:
        """Bytes that they hold together."""
        return sum(self.memory_by_process().values())

    def run_of(self, submission: Submission, seed: int, postpone_hidden: bool = False) -> Run:
        """The circumstances of grading `submission`, as they are recorded."""
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
            on_outcome: called with each outcome as it comes.
            stop_at_first_failure: run no more checks after one that did not pass.
            only: ids of the checks to run; visible ones come first, otherwise they run in this order. All by default.
            postpone_hidden: run no hidden checks; they are told as pending.

        Raises:
            GraderError: the runner or the zygote cannot be used any more.
        """
        seed = fresh_seed() if seed is None else seed
        with self._lock:
            number = next(self._numbers)
        slot = self._slots.get()
        root = self._folder / f"submission-{number}-{secrets.token_hex(8)}"
        try:
            stage(self.assignment, submission, root)
            run = self.run_of(submission, seed, postpone_hidden)
            wanted = self._in_turn(check for check in only or [c.id for c in self.checks] if check not in run.postponed)
            job = self._job(root, seed, slot, wanted, stop_at_first_failure)
            handed_in = [file.path for file in submission.files]
            rules = () if stop_at_first_failure else self.assignment.rules
            around = surroundings(self.assignment.preload, self.assignment.submit, submission.ignored)
            job = msgspec.structs.replace(job, rules=rules, handed_in=handed_in, around=around)
            outcomes: list[Outcome] = []
            passed: set[str] = set()

            def hear(outcome: Outcome) -> None:
                outcomes.append(with_hint(outcome, self.hints, passed))
                if outcome.verdict is Verdict.PASSED:
                    passed.add(outcome.check.id)
                if on_outcome is not None:
                    on_outcome(outcomes[-1])

            watch = Supervisor(self.processes, job, self.checks, hear)
            watch.run()
            return Grading(run, self.checks, tuple(outcomes), watch.interrupted, watch.remarks, watch.notes)
        finally:
            remove(str(root), _MOST_REMOVED, _REMOVAL_SECONDS)
            self._slots.put(slot)

    def _in_turn(self, identifiers: Iterable[str]) -> list[str]:
        """Visible checks first: nothing that runs after a hidden check may tell a student more than one word."""
        secret = {check.id for check in self.checks if check.secret}
        return sorted(identifiers, key=secret.__contains__)

    def _job(self, root: Path, seed: int, slot: int, only: list[str], stop: bool) -> messages.GradeJob:
        zygote = self.processes.zygote
        users = zygote.user(slot), zygote.user(slot, reference=True)
        return messages.GradeJob(
            root=str(root),
            seed=seed,
            limits=self.limits,
            readable=list(python_folders()),
            users=users,
            reference=self._reference(slot, users[1]),
            layers=list(self.layers),
            only=only,
            sealed=self.mode is not Mode.DEGRADED,
            reference_memory=self._allotment.shares.reference,
            worker_memory=self._allotment.shares.worker,
            share=self._allotment.child,
            stop_at_first_failure=stop,
        )

    def _reference(self, slot: int, user: int | None) -> list[str]:
        """The folders of the reference; copies of the slot's own where its child has a user of its own."""
        config = self.processes.config
        folders = [path for path in (config.solution, config.oracles, config.shared) if path]
        if not config.solution or user is None:
            return folders if config.solution else []
        with self._lock:
            if slot not in self._references:
                into = self._folder / f"reference-{slot}-{secrets.token_hex(8)}"
                self._references[slot] = stage_reference(folders, into, user)
            return self._references[slot]

    def _collect(self) -> tuple[Check, ...]:
        found = self.processes.runner.collected()
        if found.error:
            raise GraderError(
                f"assignments/{self.assignment.name}", f"its tests cannot be used:\n{found.error}", "mend them"
            )
        known: set[str] = set()
        for check in found.checks:
            if check.id in known:
                raise GraderError(check.id, "there are two checks of this name", "rename one")
            known.add(check.id)
        return tuple(sorted(found.checks, key=_order))

    def _probe(self) -> messages.Gaps:
        root = self._folder / "canary"
        root.mkdir(mode=0o755)
        secret = [*map(str, (self.assignment.public_tests, self.assignment.hidden_tests, self.assignment.solution))]
        probe = messages.Probe(
            str(root),
            list(python_folders()),
            self.processes.zygote.user(0),
            list(self.layers),
            [path for path in (*secret, str(self.processes.log)) if os.path.exists(path)],
            [os.getpid(), *self.processes.pids().values()],
            self.assignment.limits.scratch,
        )
        worker = self.processes.start_worker(probe)
        try:
            for event in worker.events(time.monotonic() + 60):
                if isinstance(event, messages.Gaps):
                    return event
                if isinstance(event, messages.Broken):
                    raise GraderError(
                        "sandbox", f"the canary could not be run: {event.text}", "see `autograder doctor`"
                    )
        except TimeoutError:
            worker.kill()
        finally:
            worker.close()
        raise GraderError("sandbox", "the canary gave no answer", "see `autograder doctor`")


def _config(assignment: Assignment) -> messages.RunnerConfig:
    def existing(path: Path) -> str:
        return str(path) if path.is_dir() else ""

    own = [path for path in assignment.given if not is_shared(assignment, path)]
    config = messages.RunnerConfig(
        public=existing(assignment.public_tests),
        hidden=existing(assignment.hidden_tests),
        files=[*assignment.submit, *own],
        shared=existing(shared_folder(assignment)),
        solution=existing(assignment.solution),
        oracles=existing(assignment.secret / "oracles"),
        cache=_cache(assignment),
        hidden_visibility=assignment.hidden.value,
        arguments=assignment.arguments.value,
    )
    if not (config.public or config.hidden):
        raise InputError(str(assignment.public), "there are no tests", "write assignments/…/tests/test_….py")
    return config


def _cache(assignment: Assignment) -> str:
    """Where compiled tests are kept from run to run, or "" where nothing can be written."""
    folder = assignment.course.root / "build" / "cache" / "tests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""


def _order(check: Check) -> tuple[object, ...]:
    """How results list them: by number as people count, 6.2 before 6.10, then public before hidden; unnumbered last."""
    parts = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in check.number.split("."))
    return (not check.number, parts, check.secret, check.id)


def _degraded(gaps: Sequence[str]) -> InputError:
    return InputError(
        "sandbox",
        f"it is degraded on this machine: student code could {', '.join(gaps)}",
        "grade in a container (`make dry-run`), or add --allow-degraded if you trust the submission",
    )
