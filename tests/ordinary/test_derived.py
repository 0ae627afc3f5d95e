"""Tests whose classes derive from a student's class: here each ends as it does by plain pytest."""

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

HERE = Path(__file__).parent
COURSES = ("derived", "torch_objects")
SUBMISSIONS = {"submission": Verdict.PASSED, "wrong": Verdict.FAILED}
_LINE = re.compile(r"^(PASSED|FAILED|ERROR|SKIPPED) tests/(\S+)", re.MULTILINE)


@functools.cache
def graded(course: str, submission: str) -> dict[str, Outcome]:
    """Outcomes by file and test."""
    assignment = load_assignment(load_course(HERE / course), course)
    with tempfile.TemporaryDirectory() as folder, Grader(assignment, allow_degraded=True) as grader:
        received = receive(HERE / course / submission, assignment, Path(folder))
        return {outcome.check.id.partition("/")[2]: outcome for outcome in grader.grade(received, seed=1).outcomes}


@functools.cache
def plain(course: str, submission: str) -> dict[str, str]:
    """What plain pytest says of each."""
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "work"
        shutil.copytree(HERE / course / submission, together)
        shutil.copytree(HERE / course / "assignments" / course / "tests", together / "tests")
        options = ["-q", "-rA", "--tb=no", "-pno:cacheprovider", f"--rootdir={together}", "-c", os.devnull, "tests"]
        environment = {**os.environ, "PYTHONPATH": str(together)}
        command = [sys.executable, "-m", "pytest", *options]
        ran = subprocess.run(command, cwd=together, env=environment, capture_output=True, text=True, check=False)
    return {name: word for word, name in _LINE.findall(ran.stdout)}


@pytest.mark.slow
@pytest.mark.parametrize("submission", SUBMISSIONS)
@pytest.mark.parametrize("course", COURSES)
def test_every_check_ends_as_by_plain_pytest(course: str, submission: str) -> None:
    outcomes, words = graded(course, submission), plain(course, submission)
    assert outcomes.keys() == words.keys()
    assert set(words.values()) == {SUBMISSIONS[submission].name}
    wrong = {
        name: (outcome.verdict.name, outcome.message, outcome.staff)
        for name, outcome in outcomes.items()
        if outcome.verdict is not SUBMISSIONS[submission]
    }
    assert wrong == {}
