"""A setting of the test's process that student code would not notice is refused, with its line and the remedy."""

from __future__ import annotations

import inspect
import math

import pytest

from autograder.grading.unfollowed import _found
from autograder.model import Verdict

from .conftest import by_name

STUDENT = "def f(): return 1\n"
TESTS = """
    import sys
    import numpy as np
    import student

    class Own: pass

    def test_refused_errstate():
        with np.errstate(all="raise"):
            student.f()
    def test_refused_limit():
        sys.setrecursionlimit(10_000)
        assert student.f() == 1
    def test_refused_assignment():
        before = np.linalg.inv
        np.linalg.inv = np.linalg.inv
        assert student.f() == 1
    def test_taken_around_own_lines():
        got = student.f()
        with np.errstate(all="ignore"):
            assert np.log(np.zeros(1))[0] < got
    def test_taken_attribute():
        own = Own()
        own.x = student.f()
        Own.y = 2
        assert own.x == 1
"""


@pytest.mark.slow
def test_what_student_code_would_not_notice_is_refused_with_line_and_remedy(grade):
    outcomes = by_name(grade(STUDENT, TESTS))
    for name, outcome in outcomes.items():
        assert outcome.verdict is (Verdict.GRADER_ERROR if "refused" in name else Verdict.PASSED), (name, outcome.staff)
    assert (
        "test_it.py:9: numpy.errstate reaches the test's own process only" in outcomes["test_refused_errstate"].reason
    )
    assert "drivers.py" in outcomes["test_refused_limit"].reason
    assert "monkeypatch.setattr" in outcomes["test_refused_assignment"].reason


def test_the_text_of_a_test_that_sets_nothing_is_not_even_read(monkeypatch):
    """Reading it takes longer than many a check."""

    def sets_nothing(x):
        kept = [y + 1 for y in x]
        return len(kept) == math.floor(3.5)

    def sets_in_an_inner_function():
        def inner():
            math.pi = 3

        return inner

    read = []
    monkeypatch.setattr(inspect, "getsourcelines", lambda function: (read.append(function.__name__), ([], 1))[1])
    assert list(_found(sets_nothing)) == list(_found(sets_in_an_inner_function)) == []
    assert read == ["sets_in_an_inner_function"]
