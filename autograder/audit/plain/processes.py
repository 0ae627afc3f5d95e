"""Warm processes that run a homework's tests by plain pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from autograder.audit.plain.job import Job, Submission
from autograder.errors import GraderError
from autograder.grading.runner_config import runner_config
from autograder.grading.staging import given_file
from autograder.model import Assignment

_PROGRAM = Path(__file__).with_name("forked_pytest.py")
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}


class WarmProcess:
    """A program that has imported pytest, NumPy and, where the homework preloads it, torch, and forks for each
    submission; a context manager.
    """

    def __init__(self, with_torch: bool) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-Xfaulthandler", str(_PROGRAM), "torch" if with_torch else "numpy"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **_ONE_THREAD},
        )

    def run(self, job: Job) -> bool:
        """Do all of a job; whether the process is still alive then."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(msgspec.json.encode(job).decode() + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return self._process.stdout.readline() == "done\n"

    def __enter__(self) -> WarmProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def job_of(assignment: Assignment, submissions: Sequence[Submission], **more: Any) -> Job:
    """The homework's tests on submissions."""
    config = runner_config(assignment)
    tests = [folder for folder in (config.public, config.hidden) if folder]
    standard: dict[str, Any] = {
        "tests": tests,
        "reference": [folder for folder in (config.oracles, config.solution, config.given, *tests) if folder],
        "path": [config.shared] if config.shared else [],
        "seconds": assignment.limits.wall,
    }
    return Job(**(standard | more), submissions=list(submissions))


def stage(assignment: Assignment, files: Mapping[str, str], folder: Path) -> None:
    """Put what a student would have into an empty folder."""
    for path in assignment.given:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(given_file(assignment, path), folder / path)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Seen:
    """What plain pytest saw of one submission.

    Attributes:
        caught: for each seed: name of a test function -> whether it failed. Empty where that cannot be said.
        seconds: name of a test function -> CPU time that it took under all seeds together.
    """

    caught: list[dict[str, bool]]
    seconds: Mapping[str, float] = field(default_factory=dict)


def caught_by_seed(
    process: WarmProcess, assignment: Assignment, files: Mapping[str, str], names: Sequence[str], seeds: Sequence[int]
) -> Seen:
    """Run test functions on a submission, each in a process of its own, which meets some of the seeds.

    Args:
        files: of the submission.
        names: of the test functions.

    Raises:
        GraderError: the process has ended.
    """
    with tempfile.TemporaryDirectory() as folder:
        stage(assignment, files, Path(folder))
        if not process.run(job_of(assignment, [Submission(folder, only=list(names), seeds=list(seeds))])):
            raise GraderError(_PROGRAM.name, "it has ended by itself", "run the command again; its last lines say why")
        report = Path(folder) / "report.json"
        if not report.exists():
            return Seen([])
        told = msgspec.json.decode(report.read_bytes(), type=_Report)
    if told.problems or set(told.caught) != set(names):
        return Seen([])
    return Seen([{name: told.caught[name][place] for name in names} for place, _ in enumerate(seeds)], told.seconds)


class _Report(msgspec.Struct):
    problems: list[str]
    caught: dict[str, list[bool]]
    seconds: dict[str, float]
