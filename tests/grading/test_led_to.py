"""Whatever a reply of student code leads to is the student's failure: nobody can choose a grader error."""

from __future__ import annotations

import textwrap

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Outcome, Verdict

from .conftest import SETTINGS, by_name

TEST = """
    import re, warnings
    import numpy as np
    import pytest
    import student
    from reference import student as right
    from gradescope_utils.autograder_utils.decorators import leaderboard, partial_credit

    @pytest.fixture
    def answer():
        return student.f()

    def test_right():
        assert student.right() == 1

    def test_compare(): assert student.f() == 1
    def test_sum(): assert student.f().sum(axis=0) == 1
    def test_copies(): assert np.ones((20000, 1)) * student.f() == 1
    def test_list(): assert list(student.f()) == 1
    def test_kept():
        kept = []
        for x in student.f():
            kept.append([x])
        assert kept == 1
    def test_message(): assert False, student.f()
    def test_raises(): raise ValueError(student.f())
    def test_text(): assert False, f"{student.f()}"
    def test_fail(): pytest.fail(student.f())
    def test_skip_message(): raise AssertionError(student.f(), {})
    def test_send_back(): student.g(np.asarray(student.f()))
    def test_wrapped(): student.g([[[student.f()]]])
    def test_sized(): student.g(np.zeros(student.f()))
    def test_reference(): assert right.root(student.f()) == 1
    def test_callback(): student.g(lambda x: [x])
    def test_attribute(): assert getattr(student, student.f()) == 1
    def test_keywords(): student.g(**student.f())
    def test_approx(): assert student.f() == pytest.approx(1)
    def test_testing(): np.testing.assert_allclose(student.f(), 1)
    @pytest.mark.timeout(3)
    def test_exponent(): assert 3 ** student.f() == 1
    def test_warning():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert np.exp(student.f()) == 1
    def test_fixture(answer): assert answer == 1
    @pytest.fixture
    def late():
        yield
        raise ValueError(student.f())
    def test_teardown(late): pass

    @partial_credit(3)
    def test_score(set_score=None): set_score(student.f())
    @partial_credit(3)
    def test_product(set_score=None): set_score(3 * student.f())
    @leaderboard("speed")
    def test_leaderboard(set_leaderboard_value=None): set_leaderboard_value(student.f())
"""
REFERENCE = "def root(x): return 1 / x\n"
ANSWERS = {
    "nothing": "None",
    "an empty array of many columns": "np.zeros((0, 1 << 28))",
    "an empty array of as many columns as may be": "np.zeros((0, 1 << 25))",
    "a large array": "np.zeros(16 << 20)",
    "a range without an end": "range(1 << 62)",
    "a huge number": "1 << 16_000",
    "not a number": "float('nan')",
    "infinity": "float('inf')",
    "a number below zero": "-1e300",
    "a float32": "np.float32(1e30)",
    "a lone surrogate": "'\\ud800' * 100",
    "control characters": "'\\x00\\x1b[31m\\x85\\u2028'",
    "a long text": "'x' * (8 << 20)",
    "bytes": "b'\\xff' * 1000",
    "lists nested 60 deep": "nested(60)",
    "a ragged list": "[[1], [2, 3], None]",
    "an object": "object()",
    "a class": "type('Strange', (), {})",
    "a dictionary of surrogates": "{'\\ud800': 1}",
    "texts as an array": "['a', 'b']",
    "an exception": "fail(ValueError('\\ud800'))",
    "an exit": "fail(SystemExit(3))",
    "an interrupt": "fail(KeyboardInterrupt())",
    "a skip": "fail(__import__('unittest').SkipTest('no'))",
    "a recursion": "deep()",
    "many small values": "list(range(50_000))",
    "many objects": "[object() for _ in range(2_000)]",
}  # fmt: skip


@pytest.fixture(scope="module")
def answering(tmp_path_factory):
    """A call that grades an answer of that name; one warm grader serves them all."""
    folder = tmp_path_factory.mktemp("led")
    tests = folder / "course" / "assignments" / "hw" / "tests"
    solution = folder / "course" / "reference_solutions" / "hw" / "solution"
    tests.mkdir(parents=True)
    solution.mkdir(parents=True)
    (tests / "test_it.py").write_text(textwrap.dedent(TEST), encoding="utf-8")
    (solution / "student.py").write_text(REFERENCE, encoding="utf-8")
    (tests.parent / "assignment.yaml").write_text(SETTINGS, encoding="utf-8")
    assignment = load_assignment(load_course(folder / "course"), "hw")
    with Grader(assignment, allow_degraded=True) as grader:

        def grade(name: str) -> dict[str, Outcome]:
            submission, unpacked = folder / f"{name} in", folder / f"{name} unpacked"
            submission.mkdir()
            unpacked.mkdir()
            text = f"""
                import numpy as np
                def nested(n): return [nested(n - 1)] if n else []
                def fail(error): raise error
                def deep(): return deep()
                def right(): return 1
                def f(): return {ANSWERS[name]}
                def g(*x, **k): return x[0](nested(62)) if x and callable(x[0]) else 1
            """
            (submission / "student.py").write_text(textwrap.dedent(text), encoding="utf-8")
            return by_name(grader.grade(receive(submission, assignment, unpacked), seed=1))

        yield grade


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_leads_to_a_grader_error(answering, name):
    outcomes = answering(name)
    ours = {check: o.message + o.staff[-600:] for check, o in outcomes.items() if o.verdict is Verdict.GRADER_ERROR}
    assert not ours
    assert outcomes["test_right"].verdict is Verdict.PASSED
    assert outcomes["test_compare"].verdict is not Verdict.PASSED


CALLBACKS = """
    import numpy as np
    import student

    def test_size(): student.large(lambda n: np.zeros(n))
    def test_raises(): student.large(lambda n: {}[n])
    def test_raises_what_was_given(): student.odd(lambda x: int(x))
    def test_function(): student.many(lambda: (lambda: 1))
"""


@pytest.mark.slow
def test_what_student_code_asks_of_a_tests_function_is_its_failure(grade):
    student = """
        def large(ask): ask(25 << 20)
        def odd(ask): ask("\\ud800")
        def many(make): return [make() for _ in range(10_001)]
    """
    outcomes = by_name(grade(student, CALLBACKS))
    assert [name for name, outcome in outcomes.items() if outcome.verdict is Verdict.GRADER_ERROR] == []


IN_PLACE = """
    import pytest
    import student
    from student import f

    def test_module(): assert student.f() == 1
    def test_name(): assert f() == 1
    def test_raises():
        with pytest.raises(Exception): student.f()
    def test_missing(): assert not hasattr(student, "g")
"""


@pytest.mark.parametrize("value", ["5", "None", "'x'", "[1]", "int", "np.zeros(3)", "np.random.default_rng(0)"])
def test_data_in_place_of_the_module_is_the_students_failure(grade, value):
    student = f"import sys\nimport numpy as np\ndef f(): return 1\nsys.modules[__name__] = {value}\n"
    outcomes = by_name(grade(student, IN_PLACE))
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.CRASHED}, outcomes
    assert "in place of the module student" in outcomes["test_module"].message


def test_an_object_in_place_of_the_module_is_asked_as_the_module_would_be(grade):
    student = """
        import sys
        class Module:
            def f(self): return 1
            def g(self): raise NotImplementedError
        sys.modules[__name__] = Module()
    """
    outcomes = by_name(grade(student, IN_PLACE))
    assert [name for name, outcome in outcomes.items() if outcome.verdict is Verdict.PASSED] == [
        "test_module",
        "test_name",
    ]


FORGED_DUMP = """
    import pytest
    import student

    def test_value():
        with pytest.raises(ValueError): student.crash()
    def test_anything():
        with pytest.raises(Exception): student.crash()
    @pytest.mark.timeout(3)
    def test_hang():
        with pytest.raises(ValueError): student.hang()
"""


@pytest.mark.slow
def test_what_a_crash_or_a_hang_leaves_behind_satisfies_no_test(grade):
    student = """
        import faulthandler, os, signal, time
        TEXT = "Fatal Python error: Aborted\\n\\nStack (most recent call first):\\n" + (
            f'  File "{__file__}", line {"9" * 5000} in f\\n')
        def crash():
            os.write(2, TEXT.encode())
            os._exit(3)
        def hang():
            os.write(2, TEXT.encode())
            faulthandler.unregister(signal.SIGUSR1)
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
            while True:
                time.sleep(60)
    """
    outcomes = by_name(grade(student, FORGED_DUMP))
    assert {name: outcome.verdict for name, outcome in outcomes.items()} == {
        "test_value": Verdict.CRASHED,
        "test_anything": Verdict.CRASHED,
        "test_hang": Verdict.TIMED_OUT,
    }


@pytest.mark.slow
def test_a_slow_submission_does_not_use_up_the_references_time(grade):
    test = """
        import student
        from reference import student as right

        def test_it():
            assert right.root(1) == 1
            assert student.f() == 1
            assert right.root(1) == 1
            assert right.slow() == 1
    """
    secret = {
        "reference_solutions__hw__solution__student.py": "import time\n"
        + REFERENCE
        + "def slow():\n    time.sleep(1)\n    return 1\n"
    }
    outcome = by_name(grade("import time\ndef f():\n    time.sleep(2.2)\n    return 1\n", test, **secret))["test_it"]
    assert outcome.verdict is Verdict.PASSED, outcome
