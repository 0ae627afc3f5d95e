"""A homework whose checks use student code in every way there is, and submissions that take long enough to be hit."""

from __future__ import annotations

from pathlib import Path

ASSIGNMENT = """\
title: Faults
submit: [answer.py]
preload: [numpy]
limits: {wall: 10 s, memory: 256 MiB, total: 10 min}
pieces:
  - {number: "1", name: answers, points: 12}
"""

TEST = """\
import unittest

import drivers
import pytest
from answer import Model, apply, slow
from gradescope_utils.autograder_utils.decorators import number, weight


@pytest.fixture
def value():
    return slow(1)


@pytest.fixture
def model(value):
    made = Model(value)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def finalizes(request):
    if request.node.name in ("test_3", "test_4"):
        request.addfinalizer(lambda: slow(3))


@weight(1)
@number("1.1")
def test_1(value):
    assert value == 2


@weight(1)
@number("1.2")
def test_2(model):
    assert model.double() == 4


@weight(1)
@number("1.3")
def test_3(model, value):
    assert model.double() == 2 * value


@weight(1)
@number("1.4")
def test_4(value):
    assert slow(4) == 8, "slow(4) is not 8"


@weight(1)
@number("1.5")
def test_5():
    assert drivers.doubles([1, 2, 3]) == [2, 4, 6]


@weight(1)
@number("1.6")
def test_6(value):
    asked = []
    assert apply(lambda n: asked.append(n) or n + value, 5) == 7
    assert asked == [5]


@weight(1)
@number("1.7")
@pytest.mark.parametrize("n", [5, 6])
def test_7(model, n):
    assert slow(n) == 2 * n


@weight(1)
@number("1.8")
def test_8(subtests):
    for n in (1, 2):
        with subtests.test(n=n):
            assert slow(n) == 2 * n


class TestMethods:
    def setup_method(self):
        self.value = slow(2)

    def teardown_method(self):
        slow(2)

    @weight(1)
    @number("1.9")
    def test_9(self, model):
        assert self.value == 4

    @weight(1)
    @number("1.10")
    def test_a(self):
        assert self.value == 4


class TestUnit(unittest.TestCase):
    def setUp(self):
        self.addCleanup(slow, 1)
        self.value = slow(2)

    def tearDown(self):
        slow(2)

    @weight(1)
    @number("1.11")
    def test_b(self):
        self.assertEqual(self.value, 4)
"""

DRIVERS = """\
from answer import slow


def doubles(numbers):
    return [slow(n) for n in numbers]
"""

ANSWER = """\
import time

{live}

class Model:
    def __init__(self, value):
        live()
        self.value = value

    def double(self):
        live()
        return 2 * self.value

    def close(self):
        live()


def slow(n):
    live()
    return 2 * n if n != 4 else 0


def apply(f, n):
    live()
    return f(n)


live()
"""

LIVE = """\
def live():
    time.sleep(0.005)
"""

#: A mark is printed first, so that what died of itself can be told from what did not.
MARK = "dying here"
LIVE_DANGEROUSLY = f"""\
import ctypes
import os
import signal
import sys


def live():
    if int.from_bytes(os.urandom(4), "little") < {{probability}} * 2**32:
        print("{MARK}", flush=True)
        {{die}}
"""
WAYS_TO_DIE = {
    "exit": "os._exit(3)",
    "abort": "os.abort()",
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "segfault": "ctypes.string_at(0)",
    "hang": "while True: pass",
}

#: What becomes of the checks when nothing dies.
EXPECTED = {
    **{f"test_{name}": "passed" for name in ("1", "2", "3", "5", "6", "7[5]", "7[6]", "8", "9", "a", "b")},
    "test_4": "failed",
}


def write_course(root: Path) -> Path:
    """The course and, beside it, the submission's folder, whose path is returned."""
    files = {
        "assignments/course.yaml": "name: Faults\n",
        "assignments/faults/assignment.yaml": ASSIGNMENT,
        "assignments/faults/tests/test_slow.py": TEST,
        "assignments/faults/tests/drivers.py": DRIVERS,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return write_submission(root / "submission", LIVE)


def write_submission(folder: Path, live: str) -> Path:
    """A submission that does `live` wherever it is."""
    folder.mkdir()
    (folder / "answer.py").write_text(ANSWER.replace("{live}", live), encoding="utf-8")
    return folder


def dangerous(way: str, probability: float) -> str:
    """A definition of `live` that ends the process now and then."""
    return LIVE_DANGEROUSLY.format(probability=probability, die=WAYS_TO_DIE[way])
