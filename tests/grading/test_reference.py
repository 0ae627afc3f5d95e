"""Drivers run beside the student's code; the reference is a module like the student's, in a child of its own."""

from __future__ import annotations

import pytest

from autograder.model import Verdict

from .conftest import by_name

SECRET = {
    "reference_solutions__hw__solution__student.py": "secret = 41\ndef f(x): return x + secret\n",
    "reference_solutions__hw__oracles__oracle.py": "import student\ndef best(): return student.f(1)\n",
}


@pytest.mark.slow
def test_reference_oracles_and_drivers_are_called_like_student_code(grade):
    test = """
        import drivers
        import student
        from reference import drivers as reference_drivers
        from reference import oracle, student as right

        def test_all():
            assert student.f(1) == right.f(1) == oracle.best() == 42
            assert drivers.twice(2) == reference_drivers.twice(2) == 86
    """
    driver = "import student\ndef twice(x): return 2 * student.f(x)\n"
    graded = grade("def f(x): return x + 41\n", test, **{"assignments__hw__tests__drivers.py": driver}, **SECRET)
    assert by_name(graded)["test_all"].verdict is Verdict.PASSED, graded.outcomes


@pytest.mark.slow
def test_a_failing_reference_is_our_fault(grade):
    test = "from reference import student as right\nimport student\ndef test_it():\n    student.f(1)\n    right.g()\n"
    outcome = by_name(grade("def f(x): return 1\n", test, **SECRET))["test_it"]
    assert outcome.verdict is Verdict.GRADER_ERROR
    assert "the reference failed" in outcome.staff


@pytest.mark.slow
def test_the_students_child_cannot_read_the_reference_or_the_tests(grade):
    test = """
        import student
        from reference import student as right
        def test_it():
            right.f(1)
            assert student.look() == []
    """
    student = """
        import os, sys
        def look():
            found = []
            for top in [os.getcwd(), *sys.path, "/tmp", "/"]:
                for path, _, names in os.walk(top):
                    if "assignment.yaml" in names or "oracle.py" in names or "test_it.py" in names:
                        found.append(path)
                    if path.count("/") > 12:
                        break
            return found
    """
    assert by_name(grade(student, test, **SECRET))["test_it"].verdict is Verdict.PASSED


@pytest.mark.slow
def test_given_files_are_our_own_copies(grade):
    settings = """
title: Small
submit: [student.py]
given: [tool.py]
pieces:
  - {number: "1", name: All, points: 10}
"""
    files = {
        **SECRET,
        "assignments__hw__given__tool.py": "def right(): return 1\n",
        "reference_solutions__hw__solution__student.py": "import tool\ndef f(): return tool.right()\n",
    }
    test = """
        import student, tool
        from reference import student as reference, tool as reference_tool
        def test_it():
            assert student.f() == tool.right() == reference.f() == reference_tool.right() == 1
    """
    student = "import tool\ndef f(): return tool.right()\n"
    outcome = by_name(grade(student, test, settings, **files))["test_it"]
    assert outcome.verdict is Verdict.PASSED, outcome
