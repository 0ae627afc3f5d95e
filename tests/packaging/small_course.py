"""A course with one tiny homework, written into a folder."""

from __future__ import annotations

from pathlib import Path

from autograder.config import load_assignment, load_course
from autograder.model import Assignment

COURSE = """\
name: Small course
time_zone: America/New_York
"""

ASSIGNMENT = """\
title: "Tiny homework"
submit: [tiny.py]
given: [given.py, own.py]
preload: [numpy]
pieces:
  - {number: "1", name: "double", points: 3}
"""

SOLUTION = '''\
"""Twice a number."""


def double(x):
    """Return 2 x."""
    # BEGIN SOLUTION double
    return 2 * x
    # END SOLUTION
'''

PUBLIC_TEST = '''\
from gradescope_utils.autograder_utils.decorators import number, weight

from tiny import double


@weight(1)
@number("1.1")
def test_double_of_three():
    """double: twice three is six"""
    answer = double(3)
    assert type(answer) is int and answer == 6, f"double(3) is {answer}, expected 6"
'''

HIDDEN_TEST = '''\
import os

from gradescope_utils.autograder_utils.decorators import number, weight

from tiny import double


@weight(2)
@number("1.2")
def test_double_of_fresh_data():
    """double: twice a number that nobody has seen"""
    x = int(os.environ["AUTOGRADER_SEED"]) % 1_000_003
    answer = double(x)
    assert type(answer) is int and answer == 2 * x
'''

FILES = {
    "assignments/course.yaml": COURSE,
    "assignments/shared/given.py": "GIVEN = 1\n",
    "assignments/tiny/given/own.py": "OWN = 1\n",
    "assignments/tiny/assignment.yaml": ASSIGNMENT,
    "assignments/tiny/tests/test_double.py": PUBLIC_TEST,
    "reference_solutions/tiny/answers.md": "The answers of the written questions.\n",
    "reference_solutions/tiny/hints.json": '{"digest": "", "mistakes": {}, "fingerprints": {}}\n',
    "reference_solutions/tiny/mistakes/halves.py": "def double(x):\n    return x / 2\n",
    "reference_solutions/tiny/oracles/oracle.py": "def twice(x):\n    return x + x\n",
    "reference_solutions/tiny/solution/tiny.py": SOLUTION,
    "reference_solutions/tiny/tests/data.bin": "bytes\r\nthat stay\r\n",
    "reference_solutions/tiny/tests/test_double_hidden.py": HIDDEN_TEST,
}


def write_course(root: Path, changes: dict[str, str] | None = None) -> Assignment:
    """Write the course below `root`; `changes` replaces or adds files."""
    for path, text in {**FILES, **(changes or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return load_assignment(load_course(root), "tiny")
