"""A homework of a few short checks, and a hand-in whose checks take long enough to be hit."""

from __future__ import annotations

from pathlib import Path

ASSIGNMENT = """\
title: Faults
submit: [answer.py]
preload: [numpy]
limits: {wall: 5 s, memory: 256 MiB, total: 1 min}
pieces:
  - {number: "1", name: answers, points: 6}
"""

TEST = """\
from gradescope_utils.autograder_utils.decorators import number, weight

from answer import slow


def check(n):
    @weight(1)
    @number(f"1.{n}")
    def test():
        assert slow(n) == 2 * n, f"slow({n}) is not {2 * n}"

    test.__doc__ = f"slow: answers question {n}"
    return test


test_1, test_2, test_3, test_4, test_5, test_6 = (check(n) for n in range(1, 7))
"""

ANSWER = """\
import time


def slow(n):
    time.sleep(0.015)
    return 2 * n if n != 4 else 0
"""


def write_course(root: Path) -> Path:
    """The course and, beside it, the hand-in's folder, whose path is returned."""
    files = {
        "assignments/course.yaml": "name: Faults\n",
        "assignments/faults/assignment.yaml": ASSIGNMENT,
        "assignments/faults/tests/test_slow.py": TEST,
        "hand-in/answer.py": ANSWER,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root / "hand-in"
