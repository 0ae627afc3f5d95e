"""A worker: runs the collected tests on one submission, check by check, each with fresh children."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion import util as assertion_util

from autograder.errors import GraderError
from autograder.grading import follow_through, import_time, messages, partial_credit
from autograder.grading.advice import advice
from autograder.grading.canary import find_gaps
from autograder.grading.collection import asks_for_changes, check_of, takes_its_word, test_folders
from autograder.grading.listening import listens_to_warnings, seeds_generators
from autograder.grading.memory.budget import MOST_WORKER
from autograder.grading.memory.worker import MemoryKept, WorkerMemory
from autograder.grading.paths import relative
from autograder.grading.remote import session
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import StudentError, StudentFault
from autograder.grading.remote.fingerprint import words_of
from autograder.grading.remote.session import ChildPrefetcher, ChildSpecs, Session, Side
from autograder.grading.rules import remarks
from autograder.grading.seeds import derived
from autograder.grading.shared_import import SharedImport, template_spec
from autograder.grading.staff_text import reason, staff_text
from autograder.grading.verdicts import judge, unscorable
from autograder.model import Arguments, Check, Limits, Outcome, Remark, Verdict, Visibility
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.zygote_client import ZygoteClient, ZygoteEnded, cpu_seconds, spec_of
from autograder.text import listed, plain

_MOST_STAFF = 20_000
_FEW = 3
#: How a check ends that may be run again; what ended its child or took its time would do so again.
_FOLLOWED = (Verdict.FAILED, Verdict.NOT_JUDGED)
#: How a check may end because its child is a fork of a template: it has less memory, and the template runs beside it.
#: It is run again in a child of its own.
_ALONE = (Verdict.OUT_OF_MEMORY, Verdict.GRADER_ERROR)


class Events:
    """The pipe to the engine; one line per event."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Events:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def tell(self, event: messages.Event) -> None:
        view = memoryview(messages.encoder.encode(event) + b"\n")
        while view:
            view = view[os.write(self._descriptor, view) :]


class Worker:
    """Runs one command.

    Args:
        zygote: a socket to it, as a descriptor.
        drivers: source texts of the modules that run in a child.
    """

    def __init__(
        self,
        command: messages.Command,
        zygote: int,
        events: Events,
        drivers: Mapping[str, str],
        config: messages.RunnerConfig,
    ) -> None:
        self._command, self._events, self._config = command, events, config
        self._folders = test_folders(config)
        shared_out = isinstance(command, messages.GradeJob) and command.share > 0
        self._zygote_client = ZygoteClient(socket.socket(fileno=zygote), patient=shared_out)
        self.memory = WorkerMemory(command.worker_memory if isinstance(command, messages.GradeJob) else MOST_WORKER)
        self._prefetcher = ChildPrefetcher(self._zygote_client)
        self._drivers = drivers
        self._error: BaseException | None = None
        self._staff = ""
        self._used = self._is_broken = False
        self._failed = set(command.failed) if isinstance(command, messages.GradeJob) else set()
        # Most runs to the first failure end with one of the first checks: for so few, preparing ahead does not pay.
        self._is_long = isinstance(command, messages.GradeJob) and not command.stop_at_first_failure
        self._imported: SharedImport | None = None
        self._import_seconds = command.import_seconds if isinstance(command, messages.GradeJob) else 0

    def run(self, items: Mapping[str, pytest.Item]) -> None:
        """Do what the command says; events tell what came of it."""
        if isinstance(self._command, messages.Probe):
            self._events.tell(find_gaps(self._command, self._zygote_client))
            return
        job = self._command
        os.environ["AUTOGRADER_SEED"] = str(job.seed)
        chosen = [items[identifier] for identifier in job.only]
        if job.stop_at_first_failure:
            chosen[0].config.option.tbstyle = "value"  # nobody reads the traceback, and it takes longer than the check
        self.memory.limit()
        specs = self._specs(job)
        self.memory.lift()
        try:
            self._run_checks(job, chosen, specs)
        finally:
            if self._imported is not None:
                with contextlib.suppress(ZygoteEnded):  # and it with the zygote
                    self._imported.close()

    def _run_checks(self, job: messages.GradeJob, chosen: Sequence[pytest.Item], specs: ChildSpecs) -> None:
        if job.rules:
            spec = specs.by_side[Side.SUBMISSION]
            self._events.tell(
                messages.Remarked(remarks(job.rules, job.submitted, spec, self._zygote_client, job.limits))
            )
        for number, (item, after) in enumerate(zip(chosen, [*chosen[1:], None], strict=True)):
            self._is_long = self._is_long or number >= _FEW
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

    def _specs(self, job: messages.GradeJob) -> ChildSpecs:
        limits = job.limits
        common: dict[str, Any] = {
            "seed": derived(job.seed, "global generators of a child"),
            "layers": tuple(job.layers),
            "environment": self._config.environment,
        }
        folders = self._config.import_folders
        own = tuple(f"{job.root}/{folder}" for folder in folders)
        by_side = {Side.SUBMISSION: spec_of(job.root, job.readable, limits, uid=job.users[0], paths=own, **common)}
        if job.reference:
            solution, *paths = job.reference
            short = [f"{folder}/{name}" for folder in job.reference for name in folders]
            common |= {"paths": (*paths, *short), "uid": job.users[1], "memory": job.reference_memory}
            by_side[Side.REFERENCE] = spec_of(solution, (*paths, *job.readable), limits, **common)
        compiled = functools.cache(lambda side: self._compiled(side, by_side[side], limits))

        def codes(side: Side) -> dict[str, bytes]:
            return compiled(side) if self._is_long else {}

        if self._is_long:
            codes(Side.SUBMISSION)  # now, as it may hang; the reference's when a check first uses it
        if self._import_seconds:
            seconds = cpu_seconds(limits.wall + self._import_seconds)
            by_side[Side.SUBMISSION] = replace(by_side[Side.SUBMISSION], cpu_seconds=seconds)
        if self._imported is None:
            self._prefetcher.prefetch(by_side[Side.SUBMISSION])
        return ChildSpecs(
            by_side,
            self._drivers,
            limits,
            self._imported,
            self._import_seconds,
            codes,
            self._first_use,
            job.sealed,
            share=job.share,
        )

    def _compiled(self, side: Side, spec: ChildSpec, limits: Limits) -> dict[str, bytes]:
        """The files of one side, compiled once in a child that runs no check; {} where that fails in any way.

        The submission's child then also imports them, to see how long that takes; where it is long, it may be kept.
        """
        root, job = Path(spec.root), self._command
        paths = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.py"))]
        looks = side is Side.SUBMISSION and isinstance(job, messages.GradeJob) and bool(job.submitted) and job.untouched
        apart = template_spec(spec, job.share) if looks and isinstance(job, messages.GradeJob) and job.sealed else None
        process = self._zygote_client.spawn(apart or spec, template=apart is not None)
        client = RpcClient(process, limits, spec.root)
        try:
            codes = client.compile(paths)
            if looks and isinstance(job, messages.GradeJob):
                found = import_time.look(client, job.submitted, limits)
                if found.seconds and apart is not None:
                    self._share(SharedImport(client, process, self._zygote_client), found)
                self._import_seconds = found.seconds
                told = import_time.notes(found, self._imported is not None, limits.total)
                self._events.tell(messages.Noted(told, found.seconds))
            return codes
        except (StudentFault, StudentError):  # each check will meet the same, and say so
            return {}
        finally:
            if self._imported is None or side is not Side.SUBMISSION:
                client.close()

    def _share(self, imported: SharedImport, found: import_time.Imports) -> None:
        if imported.begin(list(found.modules)):
            self._imported = imported

    def _inside(self, specs: ChildSpecs) -> ChildSpecs:
        """For a check that runs whole in a child: it sees the public tests, too, and there is no reference."""
        spec, suite = specs.by_side[Side.SUBMISSION], self._suite
        readable = tuple(suite if path == spec.root else path for path in spec.readable)
        by_side = {Side.SUBMISSION: replace(spec, root=suite, readable=readable)}
        return replace(specs, by_side=by_side, drivers={}, codes=lambda _: {}, prepare=None, imported=None)

    @property
    def _suite(self) -> str:
        return self._command.suite if isinstance(self._command, messages.GradeJob) else ""

    def _first_use(self) -> None:
        self._used = True
        self._events.tell(messages.Used())

    def _check(self, item: pytest.Item, after: pytest.Item | None, specs: ChildSpecs) -> Outcome:
        """Run one check; once more with the reference in place of what it depends on, where that is declared."""
        config = self._config
        check = check_of(item, self._folders, Visibility(config.hidden_visibility), config.default_weight)
        outcome = self._once(check, item, after, specs)
        if outcome.verdict in _ALONE and self._imported is not None and self._imported.is_usable:
            if outcome.verdict is Verdict.GRADER_ERROR or specs.share:
                self._imported.end()  # what it holds is missing, or may have been why
            outcome = self._once(check, item, after, replace(specs, imported=None))
        names = follow_through.due(check, self._failed, self._config.follow_through)
        followed = outcome.verdict in _FOLLOWED and not check.inside
        if names and followed and Side.REFERENCE in specs.by_side and not self._zygote_client.ended:
            prepare = functools.partial(_stand_in, names)
            outcome = follow_through.followed(
                outcome, self._once(check, item, after, replace(specs, prepare=prepare)), names
            )
        if outcome.verdict is not Verdict.PASSED:
            self._failed.add(follow_through.piece_of(outcome))
        return outcome

    def _once(self, check: Check, item: pytest.Item, after: pytest.Item | None, specs: ChildSpecs) -> Outcome:
        self._events.tell(messages.Started(check.id))
        self._error, self._staff, self._used = None, "", False
        function = getattr(item, "function", None)
        if function is not None:
            partial_credit.clear(function)
        ahead = after is not None and self._is_long
        if check.inside:
            specs, ahead = self._inside(specs), False
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
        children = Session(self._prefetcher, specs, is_last=not ahead)
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
        """Say when a check passed in which student code changed the test's own objects: it may have been fooled."""
        changed = children.submission.mirrors.changed if children.submission is not None else ""
        if changed and outcome.verdict is Verdict.PASSED:
            text = f"{outcome.check.id} passed, and student code changed in place what the test gave it: {changed}"
            self._events.tell(messages.Remarked([Remark("", text=text)]))

    def _remark_on_words(self, outcome: Outcome, children: Session) -> None:
        """Say when a check passed that asked an object of student code for its own word."""
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
        if isinstance(self._command, messages.GradeJob) and (more := advice(error, self._command.around)):
            judged = replace(judged, message=f"{judged.message}\n{more}")
        root = self._suite if check.inside else self._command.root
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
        """How one phase of the present check ended."""
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


def _stand_in(names: tuple[str, ...], client: RpcClient, reference: Callable[[], RpcClient]) -> None:
    follow_through.stand_in(client, names, reference)


class ResultHook:
    """The pytest plugin by which a worker hears how each test ended; registered once, before workers are forked."""

    def __init__(self) -> None:
        self.worker: Worker | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        assertion_util._reprcompare = (
            None  # pytest's differences of hostile values take minutes; ours are in the checks
        )
        assert self.worker is not None
        self.worker.memory.limit()
        try:
            return (yield)
        finally:
            self.worker.memory.lift()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        assert self.worker is not None
        self.worker.memory.lift()
        report = yield
        self.worker.memory.limit()
        self.worker.hear(call, report)
        return report

    @pytest.fixture
    def set_score(self) -> None:
        """So that a test may name it as an argument without a default; the decorator puts in the real one."""

    @pytest.fixture
    def set_leaderboard_value(self) -> None:
        """As above."""
