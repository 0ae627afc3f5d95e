"""A worker: runs the collected tests on one submission, check by check, each with fresh children."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.grading import follow_through, messages, partial_credit
from autograder.grading.advice import advice
from autograder.grading.check_queue import taken
from autograder.grading.collection import asks_for_changes, check_of, takes_its_word, test_folders
from autograder.grading.event_pipe import EventPipe
from autograder.grading.listening import listens_to_warnings, seeds_generators
from autograder.grading.memory.worker import MemoryKept, WorkerMemory
from autograder.grading.paths import relative
from autograder.grading.preparation import Preparation
from autograder.grading.remote import session
from autograder.grading.remote.faults import StudentFault
from autograder.grading.remote.fingerprint import words_of
from autograder.grading.remote.session import ChildSpecs, Session, Side
from autograder.grading.rules import remarks
from autograder.grading.staff_text import reason, staff_text
from autograder.grading.verdicts import judge, unscorable
from autograder.model import Arguments, Check, Outcome, Remark, Verdict, Visibility
from autograder.sandbox.zygote_client import ZygoteClient, ZygoteEnded
from autograder.text import listed, plain

_MOST_STAFF = 20_000
_FEW = 3
#: How a check ends that may be run again; what ended its child or took its time would do so again.
_FOLLOWED = (Verdict.FAILED, Verdict.NOT_JUDGED)
#: How a check may end because its child is a fork of a template: it has less memory, and the template runs beside it.
#: It is run again in a child of its own.
_ALONE = (Verdict.OUT_OF_MEMORY, Verdict.GRADER_ERROR)


class Worker:
    """Grades one submission.

    Args:
        job: what to run, and within which limits.
        zygote: a socket to it, as a descriptor.
        events: the pipe to the engine.
        drivers: source texts of the modules that run in a child.
        config: what the runner knows of the assignment.
        queue: where checks are taken from that several workers share, as a descriptor.
    """

    def __init__(
        self,
        job: messages.GradeJob,
        zygote: int,
        events: EventPipe,
        drivers: Mapping[str, str],
        config: messages.RunnerConfig,
        queue: int = -1,
    ) -> None:
        self._job, self._events, self._config, self._queue = job, events, config, queue
        self._folders = test_folders(config)
        self._zygote_client = ZygoteClient(socket.socket(fileno=zygote), patient=job.share > 0)
        self._prepared = Preparation(job, self._zygote_client, events, drivers, config, self._first_use)
        self.memory = WorkerMemory(job.worker_memory)
        self._error: BaseException | None = None
        self._staff = ""
        self._used = self._is_broken = False
        self._failed = set(job.failed)

    def run(self, items: Mapping[str, pytest.Item]) -> None:
        """Run the checks; events report the result of each."""
        job = self._job
        os.environ["AUTOGRADER_SEED"] = str(job.seed)
        chosen = [items[identifier] for identifier in job.only]
        if job.stop_at_first_failure:
            chosen[0].config.option.tbstyle = "value"  # nobody reads the traceback, and it takes longer than the check
        self.memory.limit()
        specs = self._prepared.specs()
        self.memory.lift()
        try:
            self._run_checks(chosen, specs)
        finally:
            self._prepared.close()

    def _run_checks(self, chosen: Sequence[pytest.Item], specs: ChildSpecs) -> None:
        job = self._job
        if job.rules:
            spec = specs.by_side[Side.SUBMISSION]
            self._events.tell(
                messages.Remarked(remarks(job.rules, job.submitted, spec, self._zygote_client, job.limits))
            )
        if job.only_prepares and self._prepared.imported is None:
            return
        in_turn = taken(self._queue, chosen) if job.from_queue else zip(chosen, [*chosen[1:], None], strict=True)
        for number, (item, after) in enumerate(in_turn):
            self._prepared.is_long = self._prepared.is_long or number >= _FEW
            if number:
                self.memory.recover()  # or the engine has a fresh worker do what is left
            outcome = self._check(item, after, specs)
            self._events.tell(messages.Finished(outcome))
            if self._zygote_client.ended:  # the engine starts a zygote anew, and a worker for what is left
                raise ZygoteEnded
            if self._is_broken:
                raise MemoryKept
            if job.stop_at_first_failure and outcome.verdict is not Verdict.PASSED:
                return

    def _first_use(self) -> None:
        self._used = True
        self._events.tell(messages.Used())

    def _check(self, item: pytest.Item, after: pytest.Item | None, specs: ChildSpecs) -> Outcome:
        """Run one check; once more with the reference in place of what it depends on, if that is declared."""
        config = self._config
        check = check_of(item, self._folders, Visibility(config.hidden_visibility), config.default_weight)
        outcome = self._once(check, item, after, specs)
        imported = self._prepared.imported
        if outcome.verdict in _ALONE and imported is not None and imported.is_usable:
            if outcome.verdict is Verdict.GRADER_ERROR or specs.share:
                imported.end()  # what it holds is missing, or may have been why
            outcome = self._once(check, item, after, replace(specs, imported=None))
        if self._job.from_queue:
            return outcome  # what else has failed only the engine knows, which has such a check run again
        names = follow_through.due(check, self._failed, self._config.follow_through)
        followed = outcome.verdict in _FOLLOWED and not check.inside
        if names and followed and Side.REFERENCE in specs.by_side and not self._zygote_client.ended:
            prepare = functools.partial(follow_through.stand_in, names)
            outcome = follow_through.followed(
                outcome, self._once(check, item, after, replace(specs, prepare=prepare)), names
            )
        if outcome.verdict is not Verdict.PASSED:
            self._failed.add(follow_through.piece_of(check))
        return outcome

    def _once(self, check: Check, item: pytest.Item, after: pytest.Item | None, specs: ChildSpecs) -> Outcome:
        self._events.tell(messages.Started(check.id))
        self._error, self._staff, self._used = None, "", False
        function = getattr(item, "function", None)
        if function is not None:
            partial_credit.clear(function)
        ahead = after is not None and self._prepared.is_long
        if check.inside:
            specs, ahead = self._prepared.inside(specs), False
        if check.wall is not None:
            specs, ahead = specs.lasting(check.wall), False
        kept = self._config.arguments == Arguments.KEPT and not asks_for_changes(item)
        specs = replace(
            specs,
            kept=kept,
            listens=listens_to_warnings(item),
            seeds=seeds_generators(item),
            own_word=self._config.own_word or takes_its_word(item),
        )
        children = Session(self._prepared.prefetcher, specs, is_last=not ahead)
        session.begin(children)
        begun = time.monotonic()
        try:
            self._run_item(item, after)
            outcome = self._outcome(check, function, children, time.monotonic() - begun)
            self._remark_on_words(outcome, children)
            if self._config.arguments == Arguments.SHARED and not asks_for_changes(item):
                self._remark_on_changes(outcome, children)
            return outcome
        finally:
            with contextlib.suppress(ZygoteEnded):  # its children have ended with it; the outcome stands
                session.end()

    def _run_item(self, item: pytest.Item, after: pytest.Item | None) -> None:
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        except MemoryError as error:  # between the phases of a check pytest, too, needs some
            self._error = self._error or error
            self._is_broken = True  # pytest has not cleared up: no other check can run here

    def _remark_on_changes(self, outcome: Outcome, children: Session) -> None:
        """Remark on a check that passed although student code changed the test's own objects."""
        changed = children.submission.mirrors.changed if children.submission is not None else ""
        if changed and outcome.verdict is Verdict.PASSED:
            text = f"{outcome.check.id} passed, and student code changed in place what the test gave it: {changed}"
            self._events.tell(messages.Remarked([Remark("", text=text)]))

    def _remark_on_words(self, outcome: Outcome, children: Session) -> None:
        """Remark on a check that passed and asked an object of student code for its own word."""
        words = children.submission.words if children.submission is not None else ()
        if words and outcome.verdict is Verdict.PASSED:
            asked = listed(sorted(words))
            text = f"{outcome.check.id} passed, and asked objects of student code for their own word: {asked}"
            self._events.tell(messages.Remarked([Remark("", text=text)]))

    def _outcome(self, check: Check, function: Any, children: Session, seconds: float) -> Outcome:
        submission = children.submission
        error = self._error
        if submission is not None and submission.fault is not None and not isinstance(error, StudentFault):
            error = submission.fault  # a test that swallows everything has not made the crash undone
        if self._zygote_client.ended:
            error = ZygoteEnded()
        judged = judge(error, self._used)
        said = words_of(judged.verdict.value, judged.message if judged.is_comparison else "")
        if more := advice(error, self._job.around):
            judged = replace(judged, message=f"{judged.message}\n{more}")
        root = self._job.suite if check.inside else self._job.root
        judged = replace(judged, message=relative(judged.message, root))
        why = reason(error, judged.verdict) if error is not None else ""
        points, entry = 0.0, None
        try:
            if judged.verdict is not Verdict.GRADER_ERROR:
                points = partial_credit.earned(check, function, judged.verdict is Verdict.PASSED)
                entry = partial_credit.leaderboard_entry(check, function)
        except GraderError as problem:
            judged, why = unscorable(self._used), str(problem)
        return Outcome(
            check=check,
            verdict=judged.verdict,
            earned=points,
            message=judged.message,
            staff=plain("\n".join(filter(None, (why, self._staff))), _MOST_STAFF),
            reason=why,
            output=submission.output() if submission is not None else "",
            raised=judged.raised,
            not_started=judged.not_started,
            seconds=round(seconds, 4),
            leaderboard=entry,
            awaits=judged.awaits,
            fingerprints=submission.trace.fingerprints(check.id, said) if submission is not None and error else (),
        )

    def hear(self, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        """Take note of how one phase of the present check ended."""
        if self._error is not None:
            return
        if call.excinfo is not None:
            self._error = call.excinfo.value
            if report.skipped and hasattr(report, "wasxfail") and not isinstance(self._error, StudentFault):
                self._error = pytest.skip.Exception(f"it fails, as is expected: {report.wasxfail}".rstrip(": "))
        elif report.failed:  # what has to fail has passed
            self._error = pytest.fail.Exception(report.longreprtext, pytrace=False)
        if self._error is not None:
            self._staff = staff_text(self._error, report.longreprtext) if not report.skipped else ""
