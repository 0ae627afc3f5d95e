"""Run a homework's tests on any submission, as plain pytest would on a laptop: no grader, no jail.

A test that takes `homework` runs once for each homework that is far enough (see homework.py); one that takes
`mistake` or `variant` as well runs once for each of these. `run` grades:

    runs = run(homework, {"mine": {"autodiff.py": text}}, seeds={"mine": 7}, strict=True)
    assert runs["mine"]["test_softmax_gradient"].passed, runs["mine"]["test_softmax_gradient"].reason
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .homework import HOMEWORKS, Files, Homework
from .homework import ROOT as ROOT


@dataclass(frozen=True)
class Result:
    """What became of one check.

    Attributes:
        error, message: the exception's type and text, empty for a check that passed.
        reason: the same with the lines it came through, for whoever mends the test.
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


@dataclass
class Laptop:
    """Warm processes that fork for each submission; one has torch, one has not."""

    scratch: pytest.TempPathFactory
    warm: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def run(
        self,
        homework: Homework,
        submissions: Mapping[str, Files],
        seeds: Mapping[str, int] | None = None,
        strict: bool = False,
    ) -> dict[str, Report]:
        """All public and hidden checks on several submissions at once.

        Args:
            submissions: name -> name of a file -> text.
            seeds: name -> seed for the hidden data, 0 by default.
            strict: whether a warning is an error.
        """
        folders = {name: self._stage(homework, files) for name, files in submissions.items()}
        oracles = homework.secret / "oracles"
        job = {
            "tests": [str(folder) for folder in homework.tests],
            "reference": [str(folder) for folder in (oracles, homework.secret / "solution", *homework.tests)],
            "path": [str(homework.shared)],
            "seconds": homework.assignment.limits.wall,
            "errors_from_warnings": strict,
            "submissions": [{"folder": str(f), "seed": (seeds or {}).get(name, 0)} for name, f in folders.items()],
        }
        process = self._process("torch" if "torch" in homework.assignment.preload else "numpy")
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n", "the warm process died"
        return {name: _report(name, folder) for name, folder in folders.items()}

    def _stage(self, homework: Homework, files: Files) -> Path:
        folder = self.scratch.mktemp("submission")
        for file in homework.assignment.given:
            shutil.copy(homework.given(file), folder)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    def _process(self, kind: str) -> subprocess.Popen[str]:
        if kind not in self.warm:
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}
            command = [sys.executable, "-X", "faulthandler", str(Path(__file__).with_name("forked_pytest.py")), kind]
            self.warm[kind] = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
        return self.warm[kind]

    def close(self) -> None:
        for process in self.warm.values():
            process.communicate(timeout=60)


def _report(name: str, folder: Path) -> Report:
    path = folder / "report.json"
    assert path.exists(), f"{name}: no report; it hangs or kills its process"
    report = json.loads(path.read_text(encoding="utf-8"))
    assert not report["problems"], "\n".join(report["problems"])
    return {check: Result(**values) for check, values in report["checks"].items()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per homework; per mistake or variant of each homework where the test asks for one."""
    if "homework" not in metafunc.fixturenames:
        return
    for plural in ("mistakes", "variants"):
        singular = plural.removesuffix("s")
        if singular in metafunc.fixturenames:
            cases = [(homework, name) for homework in HOMEWORKS.values() for name in getattr(homework, plural)]
            ids = [f"{homework.name}-{name}" for homework, name in cases]
            metafunc.parametrize(("homework", singular), cases, ids=ids, scope="session")
            return
    metafunc.parametrize("homework", HOMEWORKS.values(), ids=list(HOMEWORKS), scope="session")


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`Laptop.run`."""
    laptop = Laptop(tmp_path_factory)
    yield laptop.run
    laptop.close()


SEEDS = (0, 1, 2, 3, 4)


@pytest.fixture(scope="session")
def reference_runs(run: Run) -> Callable[[Homework], dict[int, Report]]:
    """A call that gives seed -> report of the reference solution, with every warning an error."""
    known: dict[str, dict[int, Report]] = {}

    def runs(homework: Homework) -> dict[int, Report]:
        if homework.name not in known:
            names = {str(seed): seed for seed in SEEDS}
            reports = run(homework, dict.fromkeys(names, homework.solution), names, strict=True)
            known[homework.name] = {seed: reports[name] for name, seed in names.items()}
        return known[homework.name]

    return runs


@pytest.fixture(scope="session")
def mistake_runs(run: Run, request: pytest.FixtureRequest) -> Callable[[Homework], dict[str, Report]]:
    """A call that gives name -> report of the homework's known mistakes, those that this session asks for."""
    known: dict[str, dict[str, Report]] = {}

    def runs(homework: Homework) -> dict[str, Report]:
        if homework.name not in known:
            asked = _asked(request.session, homework) or set(homework.mistakes)
            texts = {name: homework.wrong[name] for name in sorted(asked)}
            known[homework.name] = run(homework, texts)
        return known[homework.name]

    return runs


def _asked(session: pytest.Session, homework: Homework) -> set[str]:
    """The mistakes of this homework that selected tests look at; none if one of them looks at all."""
    asked = set()
    for item in session.items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if "mistake_runs" in getattr(item, "fixturenames", ()):
            if "mistake" not in parameters:
                return set()
            if parameters["homework"] is homework:
                asked.add(parameters["mistake"])
    return asked


@pytest.fixture(scope="session")
def hw1() -> Homework:
    return HOMEWORKS["hw1_autodiff"]
