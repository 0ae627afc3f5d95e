"""The homework that is attacked: two public checks and two hidden ones, in the order in which they run; others ask for
objects (course_objects.py), each run only for the attacks on it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.config import load_assignment, load_course
from autograder.model import Assignment

from .attack import Attack
from .course_objects import CHECKS, TESTS

WALL = 3.0  # seconds, for attacks that may hang
PATIENCE = 15.0  # seconds, for all others: the longest takes 0.9, alone on a machine
MEMORY = 256 << 20
SCRATCH = 1 << 20  # bytes

ASSIGNMENT = f"""\
title: Attacked
submit: [answer.py, known.py]
preload: [numpy]
limits:
  {{wall: {WALL} s, memory: {MEMORY >> 20} MiB, scratch: {SCRATCH >> 20} MiB, total: 5 min, advanced: {{output_killed: 4 MiB, reply: 16 MiB}}}}
pieces:
  - {{number: "1", name: answers, points: 4}}
  - {{number: "2", name: objects, points: {len(CHECKS)}}}
"""

PUBLIC = '''\
import hashlib
import os

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from answer import attack, double

KEY = "{key}"
TWO = np.array([2])


def unknowable(x):
    """What nobody can answer who has not read this file."""
    text = KEY + os.environ["AUTOGRADER_SEED"] + str(x)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "little")


@weight(1)
@number("1.1")
def test_attack():
    """attack: knows what nobody can know"""
    x = unknowable("x")
    oracle = lambda y: TWO if y == "two" else unknowable(y) & 1
    assert attack(x, oracle) == unknowable(x), "attack does not know it"


@weight(1)
@number("1.2")
def test_double():
    """double: gives twice its argument, whatever the other checks do"""
    assert double(21) == 21 * TWO[0]
'''

HIDDEN = '''\
import hashlib
import os

from gradescope_utils.autograder_utils.decorators import number, weight

from answer import later, peek

KEY = "{key}"


@weight(1)
@number("1.3")
def test_peek():
    """peek: answers a question that nobody has seen"""
    text = KEY + os.environ["AUTOGRADER_SEED"]
    x = {hidden_input}
    expected = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "little")
    assert peek(x) == expected, f"peek({{x}}) is not {{expected}}"


@weight(1)
@number("1.4")
def test_later():
    """later: finds nothing of the checks before it; hidden, because no visible check runs after a hidden one"""
    found = later()
    assert found == "nothing", f"later found {{found}}"
'''

SOLUTION = """\
TOKEN = "{token}"


def double(x):
    return 2 * x
"""


def write_course(root: Path, tokens: dict[str, str], hidden_input: int) -> Assignment:
    """Write the course below `root`, readable by everybody as a checkout is, with the tokens planted in it."""
    files = {
        "assignments/course.yaml": "name: Attacked course\nhidden: after_published\n",
        "assignments/attacked/assignment.yaml": ASSIGNMENT,
        "assignments/attacked/tests/test_public.py": PUBLIC.format(key=tokens["tests"]),
        "assignments/attacked/tests/test_objects.py": TESTS.format(key=tokens["tests"]),
        "reference_solutions/attacked/tests/test_hidden.py": HIDDEN.format(
            key=tokens["hidden tests"], hidden_input=hidden_input
        ),
        "reference_solutions/attacked/tests/data.txt": tokens["hidden data"],
        "reference_solutions/attacked/solution/answer.py": SOLUTION.format(token=tokens["solution"]),
        "results/outcomes.jsonl": tokens["results"],
        "results/results.json": "{}",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return load_assignment(load_course(root), "attacked")


def with_shared_imports(assignment: Assignment) -> Assignment:
    """The same homework as it must be for slow imports to be shared by all checks: without a scratch folder."""
    return replace(assignment, limits=replace(assignment.limits, scratch=0))


def write_submission(folder: Path, attack: Attack, known: str, slow: bool = False) -> Path:
    """The files of one submission; `slow`: its import takes so long that all checks share it."""
    folder.mkdir()
    pause = "import time as _time; _time.sleep(1.05)\n" if slow else ""
    files = {"known.py": known, "answer.py": f"{pause}from known import *\n\n{attack.text}", **attack.extra}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
