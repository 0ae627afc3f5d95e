"""The certificate: what it measures, and how it bounds what it has not seen."""

from __future__ import annotations

import random
from datetime import date

from autograder.authoring.audit.certificate import measure
from autograder.authoring.audit.certificate_text import bounds, certificate_of
from autograder.authoring.audit.tails import tail_bound, upper_rate
from autograder.config import load_assignment, load_course

CONFTEST = """
import os
import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(int(os.environ["AUTOGRADER_SEED"]))
"""
CHECKING = """
import numpy as np


def close(got, want, what, rtol=1e-7, atol=1e-9):
    assert np.shape(got) == np.shape(want)
    assert (abs(got - want) <= atol + rtol * abs(want)).all(), what
"""
HIDDEN = '''
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close
from means import centred


@weight(1)
@number("1.2")
def test_random_rows(rng):
    """centred: values for random rows"""
    a = rng.standard_normal((3, 5))
    close(centred(a), a - a.mean(axis=1, keepdims=True), "centred", rtol=0, atol=ATOL)
'''


def certified(course, runs: int, atol: str):
    secret = course / "reference_solutions" / "hw" / "tests"
    (secret / "conftest.py").write_text(CONFTEST)
    (course / "assignments" / "hw" / "tests" / "checking.py").write_text(CHECKING)
    (secret / "test_means_hidden.py").write_text(HIDDEN.replace("ATOL", atol))
    homework = load_assignment(load_course(course), "hw")
    return homework, measure(homework, runs, lambda what, done, of: None)


def test_right_answers_are_graded_with_one_and_two_threads_and_their_errors_measured(course):
    homework, measured = certified(course, 8, "1e-9")
    assert measured.failures == []
    assert dict(measured.runs) == {(name, threads): 2 for name in ("reference", "loops") for threads in (1, 2)}
    assert len(measured.ratios["test_random_rows"]) == 8
    assert 0 <= max(measured.ratios["test_random_rows"]) < 1e-5
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    assert "| runs in which a right answer lost a point | 0 of 8 |" in text
    assert "1.2 centred: values for random rows" in text


def test_what_a_right_answer_fails_is_told_with_its_seed(course):
    homework, measured = certified(course, 4, "-1.0")
    assert [(name, seed) for name, seed, _, _ in sorted(measured.failures, key=lambda failure: failure[1])] == [
        ("reference", 0), ("loops", 1), ("reference", 2), ("loops", 3),
    ]  # fmt: skip
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    assert "| runs in which a right answer lost a point | 4 of 4 |" in text
    assert "* loops, seed 3: `hidden/test_means_hidden.py::test_random_rows`: failed: centred" in text


def test_bounds_hold_for_tails_as_heavy_as_cancellation_makes_them():
    source = random.Random(1)
    for scale in (1e-3, 1e-2):
        sample = [scale / (1 - source.random()) for _ in range(1000)]
        assert tail_bound(sample) > 0.5 * scale


def test_bounds_of_thin_tails_are_small_but_not_zero():
    source = random.Random(2)
    sample = [abs(source.gauss(0, 0.05)) for _ in range(1000)]
    assert 0 < tail_bound(sample) < 1e-4


def test_a_failure_that_was_seen_counts_with_its_uncertainty():
    assert tail_bound([0.1] * 99 + [1.5]) >= upper_rate(1, 100) > 0.01


def test_public_checks_on_fixed_data_have_no_part_in_chance(course):
    _, measured = certified(course, 4, "1e-9")
    measured.ratios["test_two_rows"] = [0.5] * 4
    assert bounds(measured)["test_two_rows"] == 0.0
