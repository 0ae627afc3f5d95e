"""Run a homework's tests on any submission text, as plain pytest would on a laptop: no grader, no jail."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Result:
    """What became of one check."""

    passed: bool
    error: str
    message: str
    seconds: float
    number: str
    points: float
    title: str
    file: str


@dataclass(frozen=True)
class Homework:
    """The folders of one homework, and the solution's regions."""

    name: str
    file: str

    @property
    def public(self) -> Path:
        return ROOT / "assignments" / self.name

    @property
    def secret(self) -> Path:
        return ROOT / "reference_solutions" / self.name

    @property
    def solution(self) -> str:
        return (self.secret / "solution" / self.file).read_text(encoding="utf-8")

    def splice(self, mistake: str) -> str:
        """The solution with the region of `mistake` replaced by the mistake's."""
        ((name, wrong),) = regions(mistake).items()
        right = regions(self.solution)[name]
        text = self.solution.replace(right, wrong)
        assert text != self.solution, f"{name}: the mistake is the solution"
        return text


def regions(text: str) -> dict[str, str]:
    """Region name -> its lines, markers included."""
    pattern = re.compile(r"^( *)# BEGIN SOLUTION (\S+)\n.*?^\1# END SOLUTION\n", re.MULTILINE | re.DOTALL)
    return {match[2]: match[0] for match in pattern.finditer(text)}


def blank(text: str, file: str) -> str:
    """The starter: every region replaced by the error that says it has not been started."""
    for name, lines in regions(text).items():
        indent = lines[: len(lines) - len(lines.lstrip())]
        stub = f'{indent}# YOUR CODE HERE\n{indent}raise NotImplementedError("{file}: {name}")\n'
        text = text.replace(lines, stub)
    ast.parse(text)
    return text


Run = Callable[..., dict[str, dict[str, Result]]]


@pytest.fixture(scope="session")
def hw1() -> Homework:
    return Homework("hw1_autodiff", "autodiff.py")


@pytest.fixture(scope="session")
def hw1_starter(hw1: Homework) -> str:
    return blank(hw1.solution, hw1.file)


@pytest.fixture(scope="session")
def run_hw1(hw1: Homework, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A call that runs all public and hidden checks on several submissions at once.

    It takes name -> text of the submitted file, and name -> seed (0 by default); it gives name -> check -> Result.
    """

    def run(texts: Mapping[str, str], seeds: Mapping[str, int] | None = None, strict: bool = False):
        folders = {name: tmp_path_factory.mktemp("submission") for name in texts}
        for name, folder in folders.items():
            (folder / hw1.file).write_text(texts[name], encoding="utf-8")
            for given in ("gradcheck.py", "draw.py"):
                shutil.copy(hw1.secret / "solution" / given, folder)
        job = {
            "tests": [str(hw1.public / "tests"), str(hw1.secret / "tests")],
            "errors_from_warnings": strict,
            "submissions": [{"folder": str(f), "seed": (seeds or {}).get(name, 0)} for name, f in folders.items()],
        }
        script = Path(__file__).with_name("forked_pytest.py")
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-X", "faulthandler", str(script)]
        subprocess.run(command, input=json.dumps(job), text=True, check=True, env=environment, timeout=300)
        return {name: _report(folder) for name, folder in folders.items()}

    return run


def _report(folder: Path) -> dict[str, Result]:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert not report["problems"], report["problems"]
    return {name: Result(**values) for name, values in report["checks"].items()}
