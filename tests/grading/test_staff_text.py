"""What staff read when a check itself cannot go on: the reason first, and no lines of pytest's machinery."""

from __future__ import annotations

import contextlib
import io

import pytest
from rich.console import Console

from autograder.authoring.trial_submissions import said
from autograder.cli.report import print_report
from autograder.model import Verdict
from autograder.reporting import results_document
from autograder.scoring import score

from .conftest import by_name

STUDENT = """
    def size(x): return len(x)
    def both(x, y): return 1
    class Node:
        def __init__(self, value): self.value = value
"""
UNSENDABLE = """
    import collections, dataclasses, re
    import numpy as np
    from student import Node, both, size

    Point = collections.namedtuple("Point", "x y")

    @dataclasses.dataclass
    class Pair:
        left: int = 1

    def nested(depth):
        return (nested(depth - 1),) if depth else ()

    def test_chain(): size(collections.ChainMap())
    def test_pattern(): size(re.compile("a"))
    def test_named(): size(Point(1, 2))
    def test_dataclass(): size(Pair())
    def test_objects(): size(np.array([1, None]))
    def test_deep(): size(nested(200))
    def test_after_an_object(): both(Node(1), collections.ChainMap())
"""
WIDE = """
    import unittest
    import pytest
    from student import size

    class TestFixture:
        @pytest.fixture(scope="class")
        def ends(self):
            yield
            size([1])
        def test_fixture(self, ends): pass

    class TestClass:
        def teardown_class(cls): size([1])
        def test_teardown_class(self): pass

    class TestUnit(unittest.TestCase):
        @classmethod
        def tearDownClass(cls): size([1])
        def test_tear_down_class(self): pass
"""


def test_what_a_test_cannot_send_before_anything_was_answered_is_the_graders_error(grade):
    outcomes = by_name(grade(STUDENT, UNSENDABLE))
    assert {name: outcome.verdict for name, outcome in outcomes.items()} == dict.fromkeys(
        outcomes, Verdict.GRADER_ERROR
    )
    for name, what in {"test_chain": "a ChainMap object cannot be sent", "test_deep": "nested more than"}.items():
        assert outcomes[name].staff.startswith(outcomes[name].reason)
        assert what in outcomes[name].reason
        assert what in said(outcomes[name])
        assert f"in {name}" in outcomes[name].staff


@pytest.mark.slow
@pytest.mark.parametrize("name", ["test_fixture", "test_teardown_class", "test_tear_down_class"])
def test_a_wide_fixture_is_told_in_one_line_and_with_the_tests_own_lines_only(grade, name):
    outcome = by_name(grade(STUDENT, WIDE))[name]
    assert "use it in a fixture of function scope" in said(outcome)
    assert outcome.staff.splitlines()[0] == outcome.reason
    assert "size([1])" in outcome.staff
    assert "pluggy" not in outcome.staff and "_pytest" not in outcome.staff


LATER = """
    import collections
    from student import Node, size
    def test_later():
        got = size([1])
        size(collections.ChainMap({"a": got}))
    def test_equal(): assert Node(1) == Node(1)
"""


@pytest.mark.slow
def test_staff_read_the_reason_of_a_students_failure_and_the_student_does_not(grade, make_assignment):
    grading = grade(STUDENT, LATER)
    outcomes = by_name(grading)
    assert outcomes["test_later"].verdict is outcomes["test_equal"].verdict is Verdict.FAILED
    told = said(outcomes["test_later"]), said(outcomes["test_equal"])
    assert "a ChainMap object cannot be sent" in told[0]
    assert "compare data instead" in told[1]
    assert all("cannot be sent" not in outcome.message for outcome in outcomes.values())
    assignment = make_assignment({})
    with contextlib.closing(io.StringIO()) as file:
        console = Console(file=file, width=300)
        print_report(console, assignment, grading, score(grading), reveal=True)
        shown = " ".join(file.getvalue().split())
    assert "For staff: a ChainMap object cannot be sent" in shown
    assert "cannot be sent" not in str(results_document(assignment, grading, score(grading)))


@pytest.mark.slow
def test_an_error_of_a_test_before_any_student_code_is_named_first(grade):
    outcome = by_name(grade(STUDENT, "def test_it():\n    {}['a key']\n"))["test_it"]
    assert outcome.verdict is Verdict.GRADER_ERROR
    assert said(outcome).startswith(
        "grader error: test_it.py:2: KeyError: 'a key'; nothing of student code is in that line"
    )
