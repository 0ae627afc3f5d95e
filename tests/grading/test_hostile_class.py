"""What hostile submissions do changes nothing for anybody else, and is their own failure; `bench.hostile_class` in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.model import Assignment, Check, Grading, Mode, Outcome, Run, Verdict
from bench.hostile_class import compare, differences, faults_of
from bench.hostile_submissions import ATTACKS, Entry, class_of

from .conftest import write_course

SETTINGS = """
title: Class
submit: [means.py]
preload: [numpy]
pieces:
  - {number: "1", name: mean, points: 3}
limits: {wall: 10 s, memory: 256 MiB, scratch: 16 MiB, advanced: {reply: 64 MiB}}
"""
SOLUTION = '''
"""Means."""

import numpy as np


def mean(a):
    """The mean of each row."""
    # BEGIN SOLUTION mean
    return a.sum(axis=1) / a.shape[1]
    # END SOLUTION


def spread(a):
    """The largest less the smallest entry of each row."""
    # BEGIN SOLUTION spread
    return a.max(axis=1) - a.min(axis=1)
    # END SOLUTION
'''
TEST = '''
import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import means

A = np.arange(12.0).reshape(3, 4)


@weight(1)
@number("1.1")
def test_mean():
    """mean: of three rows"""
    got = means.mean(A)
    assert np.abs(got.sum(axis=0) - 16.5).max() < 1e-9 and np.array_equal(got, A.mean(axis=1)), f"the mean is {got}"


@weight(2)
@number("1.2")
def test_spread():
    """spread: of three rows"""
    got = means.spread(A)
    assert np.array_equal(got, [3.0, 3.0, 3.0]), f"the spread is {got}"
'''
MISTAKE = '''
"""The mean over the columns.

Which axis is a row's?
"""

REGION = "mean"
CAUGHT_BY = ["test_mean"]


def mean(a):
    # BEGIN SOLUTION mean
    return a.mean(axis=0)
    # END SOLUTION
'''
FILES = {
    "assignments/course.yaml": "name: Course\n",
    "t/test_means.py": TEST,
    "reference_solutions/hw/solution/means.py": SOLUTION,
    "reference_solutions/hw/mistakes/mean_of_columns.py": MISTAKE,
    "reference_solutions/hw/variants/mean/means.py": SOLUTION.replace("a.sum(axis=1) / a.shape[1]", "a.mean(axis=1)"),
}


def small(folder: Path) -> Assignment:
    return write_course(folder, FILES, SETTINGS)


def test_a_class_is_the_same_for_the_same_seed_and_has_every_kind_of_student(tmp_path: Path) -> None:
    assignment = small(tmp_path)
    submissions = class_of(assignment, 200, 0.05, seed=3)
    assert submissions == class_of(assignment, 200, 0.05, seed=3) != class_of(assignment, 200, 0.05, seed=4)
    assert (len(submissions), sum(one.hostile for one in submissions)) == (200, 10)
    kinds = {one.name.partition(" ")[2] for one in submissions if not one.hostile}
    assert {"mean_of_columns", "mean", "solution", "0% done", "60% done"} <= kinds


@pytest.mark.slow
def test_nobody_elses_verdict_changes_whatever_hostile_submissions_try(tmp_path: Path) -> None:
    """Every attack once, between innocent submissions, one and two at a time."""
    assignment = small(tmp_path)
    size = len(ATTACKS) * 3 // 2
    submissions = class_of(assignment, size, len(ATTACKS) / size, seed=5)
    assert {one.name.partition(" ")[2] for one in submissions if one.hostile} == set(ATTACKS)
    lines = compare(assignment, submissions, workers=[1, 2], seed=5)
    print("\n".join(lines))
    assert not [line for line in lines if line.startswith("  ")]


CHECK = Check("t.py::test_a", "A", points=1.0)
RUN = Run("hw", Mode.FULL, 1, "s", "a")


def grading(*outcomes: Outcome) -> Grading:
    return Grading(RUN, (CHECK,), outcomes)


def test_every_difference_and_every_fault_is_told() -> None:
    passed, failed = Outcome(CHECK, Verdict.PASSED, 1.0), Outcome(CHECK, Verdict.FAILED, message="no")
    ours = Outcome(CHECK, Verdict.GRADER_ERROR)
    one = Entry("one", {})
    assert differences(grading(failed), grading(failed), one) == []
    assert len(differences(grading(passed), grading(failed), one)) == 1
    assert len(differences(grading(passed), grading(ours), one)) == 2
    assert len(differences(grading(passed), grading(), one)) == 2
    assert faults_of(grading(failed), one) == []
    assert len(faults_of(grading(ours), one)) == 2
    assert faults_of(grading(passed), one) == ["  one: it passed, so it is no attack"]
