"""Run a homework's tests on any submission, as plain pytest would on a laptop: no grader, no jail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.audit.plain.job import Submission
from autograder.audit.plain.processes import WarmProcess, job_of, stage

from .homework import Files, Homework


@dataclass(frozen=True)
class Result:
    """What became of one check.

    Attributes:
        error, message: the exception's type and text, empty for a check that passed.
        reason: the same with the lines it came through, for whoever fixes the test.
        seconds: of CPU time.
    """

    passed: bool
    error: str
    message: str
    reason: str
    seconds: float
    number: str
    points: float
    title: str
    file: str
    leaderboard: str

    @property
    def piece(self) -> str:
        return self.number.split(".")[0]


Report = dict[str, Result]  # name of the check -> what became of it
Run = Callable[..., dict[str, Report]]

LONG = 0.1  # CPU seconds


def long_in(report: Report) -> set[str]:
    """The checks that took long: a sweep over many submissions runs them only where they decide something."""
    return {name for name, check in report.items() if check.seconds > LONG}


@dataclass
class Laptop:
    """Warm processes that fork for each submission; one has torch, one has not.

    Attributes:
        new_folder: makes an empty folder for one submission.
    """

    new_folder: Callable[[], Path]
    warm: dict[bool, WarmProcess] = field(default_factory=dict)

    def run(
        self,
        homework: Homework,
        submissions: Mapping[str, Files],
        seeds: Mapping[str, int] | None = None,
        strict: bool = False,
        tests: Sequence[Path] = (),
        skip: Mapping[str, Iterable[str]] | None = None,
    ) -> dict[str, Report]:
        """All checks on several submissions at once.

        Args:
            submissions: name -> name of a file -> text.
            seeds: name -> seed for the hidden data, 0 by default.
            strict: whether a warning is an error.
            tests: folders of tests, the homework's own by default.
            skip: name -> checks that are left out.
        """
        folders = {name: self._stage(homework, files) for name, files in submissions.items()}
        chosen = [
            Submission(str(folder), (seeds or {}).get(name, 0), sorted((skip or {}).get(name, ())))
            for name, folder in folders.items()
        ]
        more = {"tests": [str(folder) for folder in tests]} if tests else {}
        job = job_of(homework.assignment, chosen, errors_from_warnings=strict, **more)
        assert self._process("torch" in homework.assignment.preload).run(job), "the warm process died"
        return {name: _report(name, folder) for name, folder in folders.items()}

    def _stage(self, homework: Homework, files: Files) -> Path:
        folder = self.new_folder()
        stage(homework.assignment, files, folder)
        return folder

    def _process(self, with_torch: bool) -> WarmProcess:
        if with_torch not in self.warm:
            self.warm[with_torch] = WarmProcess(with_torch)
        return self.warm[with_torch]

    def __enter__(self) -> Laptop:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.warm.values():
            process.__exit__()


def _report(name: str, folder: Path) -> Report:
    path = folder / "report.json"
    assert path.exists(), f"{name}: no report; it hangs or kills its process"
    report = json.loads(path.read_text(encoding="utf-8"))
    assert not report["problems"], "\n".join(report["problems"])
    return {check: Result(**values) for check, values in report["checks"].items()}
