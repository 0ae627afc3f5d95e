"""Tests that run whole beside student code: what they may do, how they end, what they are worth."""

from __future__ import annotations

import pytest

from autograder.errors import ConfigError
from autograder.grading.engine import Grader
from autograder.model import Verdict
from tests.grading.conftest import SETTINGS, by_name

INSIDE = SETTINGS + "inside: all\n"

STUDENT = """
class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.append(x)

    def __eq__(self, other):
        return self.items == other.items

def add(a, b):
    return a + b
"""

SUITE = '''
import student
from student import *
from gradescope_utils.autograder_utils.decorators import weight, number, partial_credit
import pytest
import unittest

EMPTY = Stack()

class Better(Stack):
    def pop(self):
        return self.items.pop()

@weight(2)
@number("1.1")
def test_subclass():
    """Stack: can be subclassed"""
    s = Better()
    s.push(3)
    assert s.pop() == 3

@weight(1)
def test_equal():
    assert Stack() == EMPTY

@pytest.mark.parametrize("a", [1, 2, 3])
@weight(1)
def test_cases(a, capsys):
    print("hello")
    assert capsys.readouterr().out == "hello\\n"
    assert add(a, 1) == a + 1

class TestUnit(unittest.TestCase):
    @weight(1)
    def test_in_class(self):
        self.assertEqual(add(1, 2), 3)

@partial_credit(2)
def test_partial(set_score=None):
    set_score(1.5)

@pytest.mark.skip(reason="not today")
def test_skipped():
    pass
'''


@pytest.mark.slow
def test_a_suite_inside_needs_nothing_of_the_grader(grade):
    outcomes = by_name(grade(STUDENT, SUITE, INSIDE))
    assert {name: o.message for name, o in outcomes.items() if o.verdict is not Verdict.PASSED} == {
        "test_skipped": "not today"
    }
    assert outcomes["test_skipped"].verdict is Verdict.SKIPPED
    assert sum(o.earned for o in outcomes.values()) == 2 + 1 + 3 + 1 + 1.5
    assert all(o.check.inside for o in outcomes.values())
    assert outcomes["test_subclass"].check.title == "Stack: can be subclassed"


@pytest.mark.slow
def test_wrong_code_fails_alone_and_says_where(grade):
    student = STUDENT.replace("return a + b", "return a - b").replace("self.items.append(x)", "raise KeyError(x)")
    outcomes = by_name(grade(student, SUITE, INSIDE))
    assert outcomes["test_subclass"].verdict is Verdict.FAILED
    assert "your code raised KeyError: 3" in outcomes["test_subclass"].message
    assert "student.py, line 7" in outcomes["test_subclass"].message
    assert "0 == (1 + 1)" in outcomes["test_cases [case 1 of 3]"].message
    assert outcomes["test_in_class"].message == "-1 != 3"
    assert outcomes["test_equal"].verdict is Verdict.PASSED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "verdict", "said"),
    [
        ("import os; os._exit(3)", Verdict.CRASHED, "exit code 3"),
        ("import sys; sys.exit()", Verdict.FAILED, "SystemExit"),
        ("raise NotImplementedError('student.py: add')", Verdict.FAILED, "not started"),
        ("import ctypes; ctypes.string_at(0)", Verdict.CRASHED, "segmentation fault"),
        ("x = bytearray(1 << 40)", Verdict.OUT_OF_MEMORY, "memory"),
    ],
)
def test_what_ends_a_child_ends_its_check_only(grade, line, verdict, said):
    student = f"def broken():\n    {line}\n\ndef right():\n    return 1\n"
    suite = "from student import broken, right\ndef test_a():\n    broken()\ndef test_b():\n    assert right() == 1\n"
    outcomes = by_name(grade(student, suite, INSIDE))
    assert outcomes["test_a"].verdict is verdict, outcomes["test_a"]
    assert said in outcomes["test_a"].message
    assert outcomes["test_b"].verdict is Verdict.PASSED


@pytest.mark.slow
def test_a_check_that_hangs_has_its_limit(grade):
    settings = INSIDE.replace("wall: 60 s", "wall: 2 s")
    suite = "import student\nimport pytest\ndef test_a():\n    student.f()\n@pytest.mark.timeout(60)\ndef test_b():\n    pass\n"
    outcomes = by_name(grade("def f():\n    while True:\n        pass\n", suite, settings))
    assert outcomes["test_a"].verdict is Verdict.TIMED_OUT
    assert "student.py" in outcomes["test_a"].message
    assert outcomes["test_b"].check.wall == 60


@pytest.mark.slow
def test_a_file_that_cannot_be_imported_fails_alone(grade):
    other = "import nowhere\ndef test_c():\n    pass\n"
    outcomes = by_name(
        grade(
            "def add(a, b:\n",
            "from student import add\ndef test_a():\n    pass\n",
            INSIDE,
            **{"t/test_other.py": other},
        )
    )
    assert "SyntaxError" in outcomes["test_a"].message
    assert "student.py, line 1" in outcomes["test_a"].message
    assert "the test cannot be imported (ModuleNotFoundError: No module named 'nowhere')" in outcomes["test_c"].message


@pytest.mark.slow
def test_one_test_of_a_file_runs_inside_and_the_others_outside(grade):
    suite = """
    from student import Stack, add

    def test_outside():
        assert add(1, 2) == 3

    class TestStack:
        def test_inside(self):
            assert Stack() == Stack()

        def test_outside_too(self):
            stack = Stack()
            stack.push(1)
            assert stack.items == [1]
    """
    settings = SETTINGS + "inside: [test_it.py::TestStack::test_inside]\n"
    outcomes = by_name(grade(STUDENT, suite, settings))
    assert {name: (o.check.inside, o.verdict.value) for name, o in outcomes.items()} == {
        "test_inside": (True, "passed"),
        "test_outside": (False, "passed"),
        "test_outside_too": (False, "passed"),
    }


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("test_secret.py", "is a hidden test, and whatever runs inside can be read by student code"),
        ("test_nowhere.py", "there is no test test_nowhere.py"),
        ("test_it.py::test_nothing", "there is no test test_it.py::test_nothing"),
    ],
)
def test_hidden_tests_and_what_is_not_there_are_refused(make_assignment, entry, what):
    hidden = {"reference_solutions/hw/tests/test_secret.py": "def test_b():\n    pass\n"}
    files = {"t/test_it.py": "def test_a():\n    pass\n", **hidden}
    assignment = make_assignment(files, SETTINGS + f"inside: [{entry}]\n")
    with pytest.raises(ConfigError, match=what):
        Grader(assignment, allow_degraded=True)


def test_points_that_cannot_be_read_are_an_error_with_their_line(grade):
    suite = (
        "from gradescope_utils.autograder_utils.decorators import weight\n@weight(sum([1]))\ndef test_a():\n    pass\n"
    )
    with pytest.raises(Exception, match=r"test_it.py:2: sum\(\[1\]\) cannot be read"):
        grade("", suite, INSIDE)


@pytest.mark.slow
def test_files_beside_the_suite_are_read_from_its_folder_and_scratch_is_tmp_path(grade):
    suite = """
    import os
    from pathlib import Path

    def test_reads():
        assert Path("tests/data.txt").read_text() == "hello"
        assert (Path(__file__).parent / "data.txt").read_text() == "hello"
        assert os.path.exists("student.py")

    def test_writes_beside_the_suite():
        Path("own.txt").write_text("mine")
        assert Path("own.txt").read_text() == "mine"
        assert Path("student.py").read_text() == Path(__file__).parent.parent.joinpath("student.py").read_text()

    def test_writes(tmp_path):
        (tmp_path / "a.txt").write_text("x")
        assert (tmp_path / "a.txt").read_text() == "x"
    """
    settings = INSIDE.replace("memory: 256 MiB", "memory: 256 MiB, scratch: 4 MiB")
    outcomes = by_name(grade("", suite, settings, **{"t/data.txt": "hello"}))
    assert {name: o.message for name, o in outcomes.items()} == {
        "test_reads": "",
        "test_writes_beside_the_suite": "",
        "test_writes": "",
    }


def test_hidden_checks_and_the_reference_are_out_of_reach(grade):
    """What runs inside sees the public tests, the submission, and nothing else of the homework or the grader."""
    student = """
    import gc, os, sys

    def seen():
        found = []
        for folder, folders, files in os.walk(os.path.dirname(os.getcwd())):
            found += [os.path.join(folder, name) for name in files]
        for name in ("autograder", "reference", "test_secret"):
            try:
                __import__(name)
                found.append(name)
            except ImportError:
                pass
        return found

    def held(text):
        return [o for o in gc.get_objects() if isinstance(o, dict) and text in map(str, o.values())]
    """
    suite = """
    import os
    import student

    def test_nothing_else():
        here = os.getcwd()
        others = [path for path in student.seen() if not path.startswith(here)]
        assert others == []
        assert sorted(os.listdir("tests")) == ["test_it.py"]
    """
    secret = {
        "reference_solutions/hw/tests/test_secret.py": "def test_b():\n    assert 'treasure'\n",
        "reference_solutions/hw/solution/student.py": "SECRET = 'treasure'\n",
    }
    outcomes = by_name(grade(student, suite, INSIDE, **secret))
    assert outcomes["test_nothing_else"].message == ""
    assert outcomes["test_b"].check.inside is False


@pytest.mark.slow
def test_a_liar_earns_its_own_check_and_nothing_else(grade):
    """The verdict is the child's word: student code can answer in its place. Other checks run as if it had not."""
    student = """
    import sys

    def lie():
        frame = sys._getframe()
        while frame is not None:
            watcher = frame.f_locals.get("watcher")
            if watcher is not None:
                watcher.errors = type("Deaf", (list,), {"append": lambda self, x: None})()
                watcher.passed = 1
            frame = frame.f_back

    def add(a, b):
        lie()
        return 0
    """
    suite = """
    from student import add

    def test_inside():
        assert add(1, 2) == 3

    def test_outside():
        assert add(1, 2) == 3
    """
    outcomes = by_name(grade(student, suite, SETTINGS + "inside: [test_it.py::test_inside]\n"))
    assert outcomes["test_inside"].verdict is Verdict.PASSED
    assert outcomes["test_outside"].verdict is Verdict.FAILED


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["None", "('passed', '', 1e9, None)", "('passed', 1, None, None)", "['passed'] * 4"])
def test_an_answer_that_is_none_costs_no_more_than_its_check(grade, answer):
    student = f"import sys\ndef lie():\n    sys.modules['suite_probe']._failure = lambda *_: {answer}\n"
    suite = """
    import student
    from gradescope_utils.autograder_utils.decorators import weight

    @weight(2)
    def test_a():
        student.lie()
        assert False

    def test_b():
        pass
    """
    outcomes = by_name(grade(student, suite, INSIDE))
    assert outcomes["test_a"].verdict is not Verdict.GRADER_ERROR
    assert outcomes["test_a"].earned <= 2
    assert outcomes["test_b"].verdict is Verdict.PASSED
