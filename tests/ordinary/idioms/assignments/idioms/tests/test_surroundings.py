"""What a test sets up around student code."""

import io
import math
import os
import random
import sys
import time
import unittest
from unittest import mock

import numpy as np
import student


def test_a_function_is_forbidden(monkeypatch):
    def forbidden(*_):
        raise AssertionError("np.linalg.inv is not allowed")

    monkeypatch.setattr(np.linalg, "inv", forbidden)
    assert student.solve(2 * np.eye(2), np.ones(2)).tolist() == [0.5, 0.5]


def test_a_function_is_forbidden_by_its_name(monkeypatch):
    monkeypatch.setattr("numpy.linalg.inv", None)
    assert student.solve(2 * np.eye(2), np.ones(2)).tolist() == [0.5, 0.5]


def test_a_function_is_mocked():
    with mock.patch("time.sleep") as sleep:
        assert student.wait() == "waited"
    sleep.assert_called_once_with(3)


@mock.patch.object(time, "sleep", return_value=None)
def test_a_function_of_a_module_is_mocked(sleep):
    assert student.wait() == "waited"
    assert sleep.call_count == 1


def test_what_a_user_types(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt="": "Ada")
    assert student.greet_user() == "Hi Ada"


def test_what_a_user_types_by_mock():
    with mock.patch("builtins.input", side_effect=["Bob"]):
        assert student.greet_user() == "Hi Bob"


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n"))
    assert student.sum_of_lines() == 3


def test_standard_input_by_hand():
    before = sys.stdin
    sys.stdin = io.StringIO("4\n5\n")
    try:
        assert student.sum_of_lines() == 9
    finally:
        sys.stdin = before


def test_arguments(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["student.py", "--slow"])
    assert student.arguments() == ["--slow"]


def test_the_environment(monkeypatch):
    monkeypatch.setenv("DEBUG_LEVEL", "1")
    assert student.is_debugging()
    monkeypatch.delenv("DEBUG_LEVEL")
    assert not student.is_debugging()


def test_the_environment_by_mock():
    with mock.patch.dict(os.environ, {"DEBUG_LEVEL": "2"}):
        assert student.is_debugging()


def test_a_patch_that_is_undone(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(math, "pi", 3)
        assert student.area(1) == 3
    assert student.area(1) == math.pi


def test_a_seed():
    random.seed(3)
    first = student.dice(20)
    random.seed(3)
    assert student.dice(20) == first == [random.Random(3).randint(1, 6), *first[1:]]


def test_a_seed_of_numpy():
    np.random.seed(0)
    first = student.noise(3)
    np.random.seed(0)
    assert np.array_equal(first, student.noise(3))
    np.random.seed(0)
    assert np.array_equal(first, np.random.randn(3))


def test_draws_go_on_where_the_other_stopped():
    np.random.seed(5)
    student.noise(4)
    rest = np.random.randn(2)
    np.random.seed(5)
    assert np.array_equal(np.random.randn(6)[4:], rest)


def test_a_generator_of_python_is_handed_in():
    expected = list(range(9))
    random.Random(1).shuffle(expected)
    assert student.shuffled(range(9), random.Random(1)) == expected


def test_a_random_state_is_handed_in():
    rng = np.random.RandomState(4)
    got = student.shuffled(range(9), rng)
    expected = list(range(9))
    other = np.random.RandomState(4)
    other.shuffle(expected)
    assert got == expected
    assert rng.rand() == other.rand()


class TestSurroundings(unittest.TestCase):
    @mock.patch("builtins.input", return_value="Eve")
    def test_a_decorated_method(self, typed):
        self.assertEqual(student.greet_user(), "Hi Eve")
        typed.assert_called_once_with("Who? ")
