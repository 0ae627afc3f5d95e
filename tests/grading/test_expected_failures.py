"""Checks that are expected to fail, and what of a student's module is not known while tests are collected."""

from __future__ import annotations

import pytest

from autograder.errors import GraderError
from autograder.model import Verdict

from .conftest import by_name

XFAIL = """
    import pytest
    import student

    @pytest.mark.xfail(reason="not asked for yet")
    def test_fails(): assert student.f() == 2
    @pytest.mark.xfail(raises=ValueError)
    def test_raises(): student.g()
    @pytest.mark.xfail
    def test_passes(): assert student.f() == 1
    @pytest.mark.xfail(strict=True)
    def test_passes_although_it_must_not(): assert student.f() == 1
"""


@pytest.mark.slow
def test_an_expected_failure_is_told_as_skipped(grade):
    outcomes = by_name(grade("def f(): return 1\ndef g(): raise ValueError\n", XFAIL))
    assert {name: outcome.verdict for name, outcome in outcomes.items()} == {
        "test_fails": Verdict.SKIPPED,
        "test_raises": Verdict.SKIPPED,
        "test_passes": Verdict.PASSED,
        "test_passes_although_it_must_not": Verdict.FAILED,
    }
    assert "not asked for yet" in outcomes["test_fails"].message


@pytest.mark.slow
def test_a_module_of_a_package_is_found_by_its_dots(grade):
    settings = "title: T\nsubmit: [student.py, pack/__init__.py, pack/parts.py]\npieces: [{number: '1', name: All, points: 1}]\n"
    files = {
        "submission/pack/__init__.py": "from . import parts\n",
        "submission/pack/parts.py": "def two(): return 2\n",
    }
    test = "import pack as p\ndef test_it():\n    assert p.parts.two() == 2\n"
    outcomes = by_name(grade("", test, settings, **files))
    assert outcomes["test_it"].verdict is Verdict.PASSED, outcomes["test_it"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("@pytest.mark.parametrize('n', inspect.getmembers(student))\ndef test_it(n): pass\n", "getmembers of student code: .* name what is looked at"),
        ("student.f()\ndef test_it(): pass\n", "is called while tests are collected"),
    ],
)  # fmt: skip
def test_what_needs_student_code_while_tests_are_collected_is_refused(grade, lines, why):
    with pytest.raises(GraderError, match=why):
        grade("def f(): return 1\n", f"import inspect\nimport pytest\nimport student\n{lines}")


OWN_WORD = """
    import pytest
    import student

    def test_refused(): assert student.Liar() == 5
    @pytest.mark.own_word
    def test_taken(): assert student.Liar() == 5
    def test_said(): assert str(student.Liar()) == "liar"
"""


def test_an_objects_own_word_is_taken_where_a_check_is_marked_and_staff_are_told(grade):
    student = "class Liar:\n    def __eq__(self, other): return True\n    def __str__(self): return 'liar'\n"
    grading = grade(student, OWN_WORD)
    verdicts = {name: outcome.verdict for name, outcome in by_name(grading).items()}
    assert verdicts == {"test_refused": Verdict.FAILED, "test_taken": Verdict.PASSED, "test_said": Verdict.PASSED}
    assert sorted(remark.text.partition("::")[2] for remark in grading.remarks) == [
        "test_said passed, and asked objects of student code for their own word: str",
        "test_taken passed, and asked objects of student code for their own word: eq",
    ]
