"""One small test for each thing that ordinary suites do: here it ends as it does by plain pytest.

Two submissions, one for which every test passes and one for which every test fails, show that neither verdict is given
for nothing.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Outcome, Verdict

HERE = Path(__file__).parent / "idioms"
SUBMISSIONS = {"submission": "PASSED", "wrong": "FAILED"}
_LINE = re.compile(r"^(PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (\S+)", re.MULTILINE)


@functools.cache
def graded(submission: str) -> dict[str, Outcome]:
    """Outcomes by file and test."""
    assignment = load_assignment(load_course(HERE), "idioms")
    with tempfile.TemporaryDirectory() as folder, Grader(assignment, allow_degraded=True) as grader:
        received = receive(HERE / submission, assignment, Path(folder))
        return {outcome.check.id.partition("/")[2]: outcome for outcome in grader.grade(received, seed=1).outcomes}


@functools.cache
def plain(submission: str) -> dict[str, str]:
    """What plain pytest says of each."""
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "work"
        shutil.copytree(HERE / submission, together)
        shutil.copytree(HERE / "assignments" / "idioms" / "tests", together, dirs_exist_ok=True)
        options = ["-q", "-rA", "--tb=no", "-p", "no:cacheprovider", f"--rootdir={together}", "-c", os.devnull]
        environment = {**os.environ, "PYTHONPATH": str(together)}
        command = [sys.executable, "-m", "pytest", *options, str(together)]
        ran = subprocess.run(command, cwd=together, env=environment, capture_output=True, text=True, check=False)
    return {name: word for word, name in _LINE.findall(ran.stdout)}


def _names() -> list[str]:
    found = []
    for path in sorted((HERE / "assignments" / "idioms" / "tests").glob("test_*.py")):
        kind = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("class Test"):
                kind = f"{line.split()[1].partition('(')[0].rstrip(':')}::"
            elif line.startswith("def test"):
                kind = ""
            if match := re.match(r"\s*(?:async )?def (test_\w+)", line):
                found.append(f"{path.name}::{kind}{match[1]}")
    return found


@pytest.mark.parametrize("name", _names())
@pytest.mark.parametrize("submission", SUBMISSIONS)
def test_an_idiom_ends_as_by_plain_pytest(name: str, submission: str) -> None:
    outcome = next(found for key, found in graded(submission).items() if key.partition("[")[0] == name)
    words = {word for key, word in plain(submission).items() if key.partition("[")[0] == name}
    assert words == {SUBMISSIONS[submission]}
    assert outcome.verdict is Verdict[SUBMISSIONS[submission]], (outcome.message, outcome.staff)
