"""Run one homework's tests on many submissions, in this process family and without the grader.

Reads a job description as JSON from standard input:

    {"tests": [folders], "errors_from_warnings": bool,
     "submissions": [{"folder": with the student's files, "seed": for hidden data}]}

and writes `report.json` into each submission's folder. Importing pytest and NumPy takes most of the time of a short
run, so each submission runs in a fork of one process that has imported both. Nothing here protects anything: all the
code is ours.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import numpy  # noqa: F401 - warm before the forks
import pytest

SECONDS = 60  # for one submission, which takes less than one


class Recorder:
    """A pytest plugin: what became of each check, and what its decorators say."""

    def __init__(self) -> None:
        self.checks: dict[str, dict[str, object]] = {}
        self.problems: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longrepr}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> object:
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
            "seconds": report.duration,
            "number": getattr(item.function, "__number__", ""),
            "points": getattr(item.function, "__weight__", 0),
            "title": (item.function.__doc__ or "").split("\n")[0],
            "file": item.path.name,
        }
        return report


def grade(job: dict[str, object], submission: dict[str, object]) -> None:
    """Run all tests on one submission, in the present process, and write its report."""
    folder = Path(str(submission["folder"]))
    os.environ.update(AUTOGRADER_SEED=str(submission["seed"]), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    sys.path.insert(0, str(folder))
    recorder = Recorder()
    options = ["-q", "--assert=plain", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    if job["errors_from_warnings"]:
        options += ["-W", "error"]
    pytest.main([*options, *map(str, job["tests"])], plugins=[recorder])  # type: ignore[call-overload]
    report = {"checks": recorder.checks, "problems": recorder.problems}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")


def fork(job: dict[str, object], submission: dict[str, object]) -> None:
    """Grade one submission in a fork; what pytest prints is dropped. One that hangs leaves no report."""
    if os.fork() == 0:
        try:
            signal.alarm(SECONDS)
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 1)
            grade(job, submission)
        finally:
            os._exit(0)


def main() -> None:
    job = json.load(sys.stdin)
    running = 0
    for submission in job["submissions"]:
        if running == (os.cpu_count() or 1):
            os.wait()
            running -= 1
        fork(job, submission)
        running += 1
    for _ in range(running):
        os.wait()


if __name__ == "__main__":
    main()
