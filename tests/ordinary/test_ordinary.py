"""Ordinary test suites run unchanged through the jail, and give what plain pytest gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Verdict

HERE = Path(__file__).parent
SUITES = {"micrograd": ("engine", 6.0), "textbook": ("bank", 7.0), "cs_style": ("layers", 7.0)}


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_passes_through_the_jail_unchanged(suite, tmp_path):
    name, points = SUITES[suite]
    assignment = load_assignment(load_course(HERE / suite), name)
    submission = receive(HERE / suite / "submission", assignment, tmp_path)
    with Grader(assignment, allow_degraded=True) as grader:
        grading = grader.grade(submission, seed=1)
    assert {o.check.id: o.message for o in grading.outcomes if o.verdict is not Verdict.PASSED} == {}
    assert sum(outcome.earned for outcome in grading.outcomes) == points


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_the_same_suite_passes_by_plain_pytest(suite, tmp_path):
    name, _ = SUITES[suite]
    together = tmp_path / "work"
    shutil.copytree(HERE / suite / "submission", together)
    shutil.copytree(HERE / suite / "assignments" / name / "tests", together / "tests", dirs_exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--rootdir={together}",
        "-c",
        os.devnull,
    ]
    environment = {**os.environ, "PYTHONPATH": str(together)}
    ran = subprocess.run(
        [*command, "tests"], cwd=together, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
def test_partial_credit_and_leaderboard_live_in_the_run(tmp_path):
    """The same warm runner grades two students; the first one's points do not reach the second."""
    assignment = load_assignment(load_course(HERE / "textbook"), "bank")
    text = (HERE / "textbook" / "submission" / "bank.py").read_text(encoding="utf-8")
    broken = text.replace("return [self.balance", "raise OSError\n        return [self.balance")
    submissions = {"first": text, "second": broken, "third": text.replace("min(year, 2)", "year")}
    scores = {}
    with Grader(assignment, allow_degraded=True) as grader:
        for who, source in submissions.items():
            folder, unpacked = tmp_path / who, tmp_path / f"{who}-unpacked"
            folder.mkdir()
            unpacked.mkdir()
            (folder / "bank.py").write_text(source, encoding="utf-8")
            outcomes = grader.grade(receive(folder, assignment, unpacked), seed=1).outcomes
            scores[who] = next(outcome.earned for outcome in outcomes if outcome.check.number == "1.3")
    assert scores == {"first": 2.0, "second": 0.0, "third": 4.0}
