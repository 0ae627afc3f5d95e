"""Run one homework's tests on many submissions, in this process family and without the grader.

Reads jobs from standard input, one line of JSON each, and answers each with a line when it is done:

    {"tests": [folders], "reference": [folders], "path": [folders that tests may import from],
     "errors_from_warnings": bool, "seconds": CPU seconds for one check,
     "submissions": [{"folder": with the student's files, "seed": for hidden data, "skip": [names of checks]}]}

It writes `report.json` into each submission's folder. Importing pytest, NumPy and torch takes most of the time of a
short run, so each submission runs in a fork of one process that has imported them. Nothing here protects anything: all
the code is ours.

Usage: forked_pytest.py [torch]
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy  # noqa: F401 - warm before the forks
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import reference_modules

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
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
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
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        report = yield
        if report.when != "call":
            if report.failed:
                self.problems.append(f"{item.nodeid}, {report.when}: {report.longrepr}")
            return report
        if item.name in self.checks:
            self.problems.append(f"{item.nodeid}: a second check of this name")
        error = call.excinfo.value if call.excinfo else None
        self.checks[item.name] = {
            "passed": report.passed,
            "error": type(error).__name__ if error else "",
            "message": str(error) if error else "",
            "reason": _reason(error),
            "seconds": self.spent,
            "number": getattr(item.function, "__number__", ""),
            "points": getattr(item.function, "__weight__", 0),
            "title": (item.function.__doc__ or "").split("\n")[0],
            "file": item.path.name,
            "leaderboard": getattr(item.function, "__leaderboard_column__", ""),
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


def grade(job: dict[str, object], submission: dict[str, object]) -> None:
    """Run all tests on one submission, in the present process, and write its report."""
    folder = Path(str(submission["folder"]))
    os.environ.update(AUTOGRADER_SEED=str(submission["seed"]), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    sys.path[:] = [str(folder), *(path for path in sys.path if path != str(Path(__file__).parent)), *job["path"]]
    os.chdir(folder)
    reference_modules.install(job["reference"])
    recorder = Recorder(float(job["seconds"]), submission["skip"])
    options = [
        "-q",
        "--tb=line",
        "--assert=plain",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        "--rootdir",
        str(folder),
    ]
    if job["errors_from_warnings"]:
        options += ["-W", "error"]
    pytest.main([*options, *map(str, job["tests"])], plugins=[recorder])
    report = {"checks": recorder.checks, "problems": recorder.problems}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")


def fork(job: dict[str, object], submission: dict[str, object]) -> None:
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


def run(job: dict[str, object]) -> None:
    """Grade all submissions, as many at once as there are cores."""
    running = 0
    for submission in job["submissions"]:
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
    loss.backward()
    optimizer.step()


def main() -> None:
    if "torch" in sys.argv[1:]:
        warm_torch()
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page it looks at
    for line in sys.stdin:
        run(json.loads(line))
        print("done", flush=True)


if __name__ == "__main__":
    main()
