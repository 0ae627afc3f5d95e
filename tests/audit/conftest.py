"""A course with one small homework, hw: its solution, tests, one mistake and one right variant."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.config import load_assignment, load_course
from autograder.model import Assignment

SOLUTION = '''
"""Means."""

import numpy as np


def centred(a, weight=1.0):
    """a less the mean of each of its rows, times weight; a stays as it is."""
    # BEGIN SOLUTION centred
    shifted = a - a.mean(axis=1, keepdims=True)
    return weight * shifted
    # END SOLUTION
'''
TEST = '''
"""Public tests."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from means import centred


@weight(1)
@number("1.1")
def test_two_rows():
    """centred: the values for two rows, and the argument stays as it is"""
    a = np.array([[1.0, 2.0, 6.0], [4.0, 1.0, 1.0]])
    got = centred(a, 3.0)
    assert a.tolist() == [[1.0, 2.0, 6.0], [4.0, 1.0, 1.0]]
    assert got.dtype == np.float64
    assert got.tolist() == [[-6.0, -3.0, 9.0], [6.0, -3.0, -3.0]]
'''
HIDDEN = '''
"""Hidden tests."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from means import centred


@weight(1)
@number("1.2")
def test_no_weight():
    """centred: without a weight the values are not stretched"""
    assert np.allclose(centred(np.array([[1.0, 3.0]])), [[-1.0, 1.0]])
'''
MISTAKE = '''
"""The mean is taken over all entries.

Each row has a mean of its own.
"""

REGION = "centred"
CAUGHT_BY = ["test_two_rows"]


def centred(a, weight=1.0):
    # BEGIN SOLUTION centred
    return weight * (a - a.mean())
    # END SOLUTION
'''
VARIANT = '''
"""Means."""

import numpy as np


def centred(a, weight=1.0):
    return np.array([[weight * (entry - row.mean()) for entry in row] for row in a])
'''

Write = Callable[[str, str], None]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course's folder."""
    secret, public = tmp_path / "reference_solutions" / "hw", tmp_path / "assignments" / "hw"
    files = {
        public / "assignment.yaml": """
            title: Homework
            submit: [means.py]
            preload: [numpy]
            pieces:
              - {number: "1", name: "centred", points: 2}
        """,
        tmp_path / "assignments" / "course.yaml": "name: Course\n",
        public / "tests" / "test_means.py": TEST,
        secret / "tests" / "test_means_hidden.py": HIDDEN,
        secret / "solution" / "means.py": SOLUTION,
        secret / "mistakes" / "mean_of_all.py": MISTAKE,
        secret / "variants" / "loops" / "means.py": VARIANT,
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def homework(course: Path) -> Assignment:
    return load_assignment(load_course(course), "hw")
