"""Run one homework's tests on many submissions, in this process family and without the grader.

Reads jobs from standard input, one line of JSON each (`Job`), and says "done" when one is. A report is written into
each submission's folder, as `report.json`. Importing pytest, NumPy and torch takes most of the time of a short run, so
each submission runs in a fork of one process that has imported them. Nothing here protects anything: all the code is
ours.

`forked_pytest.py KIND`, where KIND is torch if torch is to be imported ahead.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy  # noqa: F401 - warm before the forks
import pytest
from _pytest.runner import runtestprotocol

from autograder.audit.plain import reference_modules
from autograder.audit.plain.job import SEEDS_PER_FORK, Job, Submission

#: Wall-clock seconds after which a submission is taken to hang. A check that computes for too long is interrupted by
#: its CPU time; this guard is for one that waits, and says nothing of how busy the machine may be.
HANGS = 3600


class TookTooLong(BaseException):
    """A check used up its CPU time. No `except Exception` swallows it."""


class Recorder:
    """A pytest plugin: what became of each check, and what its decorators say."""

    def __init__(self, seconds: float, skip: list[str]) -> None:
        self.seconds = seconds
        self.skip = set(skip)
        self.spent = 0.0
        self.checks: dict[str, dict[str, object]] = {}
        self.problems: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longrepr}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.name not in self.skip]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Interrupt a check that runs for too long, as the grader does.

        There each check has a process of its own, so nothing that an earlier one has switched off is off in it.
        """
        if "torch" in sys.modules:
            sys.modules["torch"].set_grad_enabled(True)
        signal.signal(signal.SIGPROF, _took_too_long)
        marker = item.get_closest_marker("timeout")
        signal.setitimer(signal.ITIMER_PROF, marker.args[0] if marker else self.seconds)
        begin = time.process_time()
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.spent = time.process_time() - begin

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        if report.when != "call":
            if report.failed:
                self.problems.append(f"{item.nodeid}, {report.when}: {report.longrepr}")
            return report
        if item.name in self.checks:
            self.problems.append(f"{item.nodeid}: a second check of this name")
        error = call.excinfo.value if call.excinfo else None
        function = getattr(item, "function", None)
        self.checks[item.name] = {
            "passed": report.passed,
            "error": type(error).__name__ if error else "",
            "message": str(error) if error else "",
            "reason": _reason(error),
            "seconds": self.spent,
            "number": getattr(function, "__number__", ""),
            "points": getattr(function, "__weight__", 0),
            "title": (getattr(function, "__doc__", None) or "").split("\n")[0],
            "file": item.path.name,
            "leaderboard": getattr(function, "__leaderboard_column__", ""),
        }
        return report

    @pytest.fixture
    def set_score(self) -> Callable[[float], None]:
        """An argument that `@partial_credit` replaces by its own."""
        return lambda score: None

    @pytest.fixture
    def set_leaderboard_value(self) -> Callable[[float], None]:
        """An argument that `@leaderboard` replaces by its own."""
        return lambda value: None


def _took_too_long(*_: object) -> None:
    raise TookTooLong("the check ran for too long")


def _reason(error: BaseException | None) -> str:
    """The error with the lines it came through, without pytest's."""
    if error is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename and frame.filename != __file__]
    lines = [f"{Path(frame.filename).name}:{frame.lineno}: {frame.line}" for frame in ours]
    return "\n".join([*lines, f"{type(error).__name__}: {error}"])


class Repeater:
    """A pytest plugin: runs the chosen tests under many seeds, some of them one after another in each fork.

    Most of the time of a short run is that of its fork. What a run leaves behind in its process meets the next few:
    whoever asks compares some seeds with runs that share nothing.

    Attributes:
        caught: name of a test function -> for each seed whether it failed, with any of its parameters.
        seconds: name of a test function -> CPU time that all its runs took.
    """

    def __init__(self, only: Sequence[str], seeds: Sequence[int]) -> None:
        self._only, self._seeds = frozenset(only), seeds
        self.caught: dict[str, list[bool]] = {}
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if _function(item) in self._only]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            before = self.caught.get(_function(item), [False] * len(self._seeds))
            found: list[bool] = []
            while len(found) < len(self._seeds):
                found += self._fails(item, self._seeds[len(found) : len(found) + SEEDS_PER_FORK])
            self.caught[_function(item)] = [failed or earlier for failed, earlier in zip(found, before, strict=True)]
        return True

    def _fails(self, item: pytest.Item, seeds: Sequence[int]) -> list[bool]:
        """Whether a test fails under each seed, in one fork; of one that ends the fork, and of none after it."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                for seed in seeds:
                    os.environ["AUTOGRADER_SEED"] = str(seed)
                    reports = runtestprotocol(item, log=False)
                    os.write(writer, b"01"[not all(report.passed for report in reports) :][:1])
            finally:
                os._exit(0)
        os.close(writer)
        with open(reader, "rb") as told:
            found = [byte == ord("1") for byte in told.read()]
        _, _, usage = os.wait4(pid, 0)
        name = _function(item)
        self.seconds[name] = self.seconds.get(name, 0.0) + usage.ru_utime + usage.ru_stime
        return found if len(found) == len(seeds) else [*found, True]


def _function(item: pytest.Item) -> str:
    return str(getattr(item, "originalname", item.name))


def grade(job: Job, submission: Submission) -> None:
    """Run the tests on one submission, in the present process, and write its report."""
    folder = Path(submission.folder)
    os.environ.update(AUTOGRADER_SEED=str(submission.seed), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    sys.path[:] = [str(folder), *(path for path in sys.path if path != str(Path(__file__).parent)), *job.path]
    os.chdir(folder)
    reference_modules.install(job.reference)
    recorder, repeater = Recorder(job.seconds, submission.skip), Repeater(submission.only, submission.seeds)
    options = ["-q", "--tb=line", "--assert=plain", "-pno:cacheprovider", f"-c{os.devnull}", f"--rootdir={folder}"]
    if job.errors_from_warnings:
        options += ["-W", "error"]
    pytest.main([*options, *job.tests], plugins=[recorder, *([repeater] if submission.only else [])])
    report: dict[str, object] = {"checks": recorder.checks, "problems": recorder.problems}
    report |= {"caught": repeater.caught, "seconds": repeater.seconds}
    (folder / "report.json").write_bytes(msgspec.json.encode(report))


def fork(job: Job, submission: Submission) -> None:
    """Grade one submission in a fork; what pytest prints is dropped. One that hangs leaves no report."""
    if os.fork() == 0:
        try:
            gc.disable()  # a fork lives too briefly for garbage to matter
            signal.alarm(HANGS)
            sink = os.open(os.devnull, os.O_RDWR)
            os.dup2(sink, 0)
            os.dup2(sink, 1)
            grade(job, submission)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)


def run(job: Job) -> None:
    """Grade all submissions, as many at once as there are cores."""
    running = 0
    for submission in job.submissions:
        if running == (os.cpu_count() or 1):
            os.wait()
            running -= 1
        fork(job, submission)
        running += 1
    for _ in range(running):
        os.wait()


def warm_torch() -> None:
    """One tiny training step: what torch imports lazily is then imported once, before the forks."""
    import torch

    torch.set_num_threads(1)
    model = torch.nn.Linear(2, 3)
    optimizer = torch.optim.Adam(model.parameters())
    loss = torch.nn.functional.cross_entropy(model(torch.zeros(4, 2)), torch.zeros(4, dtype=torch.int64))
    loss.backward(torch.ones(()))  # type: ignore[no-untyped-call]
    optimizer.step()


def main() -> None:
    if "torch" in sys.argv[1:]:
        warm_torch()
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page it looks at
    for line in sys.stdin:
        run(msgspec.json.decode(line, type=Job))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
