"""`autograder check` says what rests on the child's word, and why."""

from __future__ import annotations

import pytest

from autograder.authoring.check import check_assignment
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.reporting.gradescope import results_document
from autograder.scoring import score

TESTS = '''
import value
from gradescope_utils.autograder_utils.decorators import number, weight


@weight(1)
@number("1.1")
def test_prints_nothing(capsys):
    """add: prints nothing at all"""
    assert value.add(1, 2) == 3
    assert capsys.readouterr().out == ""


@weight(1)
@number("1.2")
def test_adds():
    """add: gives the sum of two"""
    assert value.add(2, 2) == 4
'''


def homework(make_homework, inside):
    made = make_homework()
    (made.public_tests).mkdir()
    (made.public_tests / "test_1_add.py").write_text(TESTS)
    settings = made.public / "assignment.yaml"
    settings.write_text(settings.read_text() + f"inside: [{inside}]\n")
    return load_assignment(load_course(made.course.root), "hw")


@pytest.mark.slow
def test_check_names_points_and_reasons(make_homework):
    report = check_assignment(homework(make_homework, "test_1_add.py::test_prints_nothing"))
    notes = [note for note in report.notes if "inside" in note]
    assert notes == [
        "1 of 2 points rest on the child's word: 1 check runs inside, beside student code, which could answer for it",
        "assignments/hw/tests/test_1_add.py:8: test_prints_nothing runs inside; "
        "line 8: capsys reads what is printed in its own process",
    ]


@pytest.mark.slow
def test_results_say_it_to_staff(make_homework, tmp_path):
    assignment = homework(make_homework, "test_1_add.py")
    into = tmp_path / "into"
    into.mkdir()
    submission = receive(assignment.solution, assignment, into)
    with Grader(assignment, allow_degraded=True) as grader:
        grading = grader.grade(submission)
    document = results_document(assignment, grading, score(grading), submission)
    assert document.extra_data["inside"].startswith("2 of 2 points rest on the child's word: 2 checks run inside")
    assert [test.extra_data["inside"] for test in document.tests] == [True, True]
    assert "child" not in document.output
