"""A check of a property that finds wrong values says that it cannot judge, not that the property does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.model import Verdict
from autograder.reporting.gradescope import shown_text
from autograder.scoring import score
from tests.grading.conftest import by_name

JUDGING = Path(__file__).parents[2].joinpath("assignments/shared/judging.py").read_text(encoding="utf-8")
SHARED = {"assignments/shared/judging.py": JUDGING}
VALUES = """
    import numpy as np
    from gradescope_utils.autograder_utils.decorators import number, weight
    from judging import needs
    from student import double


    @weight(6)
    @number("1.1")
    def test_values():
        assert double(np.array([1, 2])).tolist() == [2, 4], "double([1, 2]) is wrong"
"""
KEEPS = """
    import numpy as np
    import pytest
    from gradescope_utils.autograder_utils.decorators import number, weight
    from judging import needs
    from student import double


    @pytest.mark.in_place
    @weight(4)
    @number("1.2")
    def test_keeps():
        given = np.array([3])
        with needs("1.1"):
            doubled = double(given)
        assert given.tolist() == [3], "double changed its argument"
        with needs("1.1"):
            assert doubled.tolist() == [6], "double([3]) is wrong"
"""


@pytest.fixture
def keeps(grade):
    """A call that grades a program and gives the outcome of the check of a property, and the whole grading."""

    def run(student, hidden=False):
        where = {"reference_solutions/hw/tests/test_keeps.py" if hidden else "t/test_keeps.py": KEEPS}
        grading = grade(student, VALUES, **SHARED, **where)
        return by_name(grading)["test_keeps"], grading

    return run


@pytest.mark.slow
def test_wrong_values_are_not_judged_and_cost_the_points_of_the_check(keeps):
    outcome, grading = keeps("def double(x): return 0 * x")
    assert (outcome.verdict, outcome.earned) == (Verdict.NOT_JUDGED, 0)
    seen = "first make 1.1 pass; this check cannot judge before that, because here\ndouble([3]) is wrong"
    assert shown_text(outcome).startswith(seen)
    assert (score(grading).earned, score(grading).withheld) == (0, "")


def test_an_exception_is_not_judged_either_and_its_lines_are_told(keeps):
    outcome, _ = keeps("def double(x):\n    return x.nothing")
    assert outcome.verdict is Verdict.NOT_JUDGED
    assert "student.py, line 2, in double" in outcome.message


def test_wrong_values_are_a_failure_where_the_checks_of_values_pass(keeps):
    outcome, _ = keeps("def double(x): return 2 * x if len(x) == 2 else 0 * x")
    assert outcome.verdict is Verdict.FAILED
    assert outcome.message.startswith("1.1 passes, but here\ndouble([3]) is wrong")


def test_a_property_that_does_not_hold_is_a_failure_whatever_the_values_are(keeps):
    outcome, _ = keeps("def double(x):\n    x *= 0\n    return x")
    assert outcome.verdict is Verdict.FAILED
    assert outcome.message.startswith("double changed its argument")


def test_what_is_not_started_is_not_started(keeps):
    outcome, _ = keeps("def double(x): raise NotImplementedError('student.py: double')")
    assert (outcome.verdict, outcome.not_started) == (Verdict.FAILED, True)


@pytest.mark.slow
def test_a_hidden_check_says_two_words(keeps):
    outcome, _ = keeps("def double(x): return 0 * x", hidden=True)
    assert shown_text(outcome) == "not judged"


def test_student_code_cannot_ask_not_to_be_judged(grade):
    student = """
        class NotJudged(AssertionError):
            not_judged = ("1.1",)

        def double(x):
            raise NotJudged("no")
    """
    test = VALUES.replace('@number("1.1")', '@number("1.2")')
    outcome = by_name(grade(student, test, **SHARED))["test_values"]
    assert (outcome.verdict, outcome.raised) == (Verdict.FAILED, True)


def test_our_own_failure_among_the_values_stays_our_own(grade):
    test = (
        VALUES
        + """

    @weight(4)
    @number("1.2")
    def test_broken():
        with needs("1.1"):
            no_such_name
"""
    )
    outcome = by_name(grade("def double(x): return 2 * x", test, **SHARED))["test_broken"]
    assert outcome.verdict is Verdict.GRADER_ERROR
