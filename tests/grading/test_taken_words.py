"""What an object of student code may say about a test: nothing that makes a wrong answer right, unless the test asks."""

from __future__ import annotations

import pytest

from autograder.model import Verdict

from .conftest import SETTINGS, by_name

LIAR = """
    class Liar:
        seen = None
        def __enter__(self): return self
        def __exit__(self, kind, error, trace):
            self.seen = None if error is None else f"{kind.__name__}: {error}"
            return True
        def value(self): return 1
        def __eq__(self, other): return True
        def __hash__(self): return 0
    def calls(*functions):
        for function in functions:
            try: function()
            except Exception: pass
        return "done"
"""
TESTS = """
    import pytest
    import student

    def test_an_assert_bad():
        with student.Liar() as liar:
            assert liar.value() == 2

    def test_an_exception_bad():
        with student.Liar() as liar:
            liar.value()["x"]

    def test_what_an_assert_says_is_not_told():
        liar = student.Liar()
        with pytest.raises(AssertionError), liar:
            assert liar.value() == 2, "secret"
        assert liar.seen == "AssertionError: "

    def test_a_set_bad():
        assert len({student.Liar(), student.Liar()}) == 1

    def test_equality_bad():
        assert student.Liar() == 5

    def fails_expectedly(): raise ValueError("try again")
    def fails(): assert student.calls() == "secret"

    def test_an_exception_that_is_caught():
        assert student.calls(fails_expectedly) == "done"

    def test_an_assert_that_is_caught_bad():
        student.calls(fails_expectedly, fails)
"""


@pytest.mark.slow
def test_an_object_cannot_make_a_failure_vanish(grade):
    outcomes = by_name(grade(LIAR, TESTS))
    for name, outcome in outcomes.items():
        expected = Verdict.FAILED if name.endswith("_bad") else Verdict.PASSED
        assert outcome.verdict is expected, outcome
        assert "secret" not in outcome.output


@pytest.mark.slow
def test_own_word_in_the_settings_takes_it_in_all_checks(grade):
    test = """
        import student
        def test_equality(): assert student.Liar() == 5
        def test_a_set(): assert len({student.Liar(), student.Liar()}) == 1
        def test_an_exception():
            with student.Liar(): {}["x"]
        def test_an_assert_bad():
            with student.Liar(): assert student.Liar().value() == 2
    """
    outcomes = by_name(grade(LIAR, test, SETTINGS + "own_word: true\n"))
    assert {name: o.verdict for name, o in outcomes.items() if not name.endswith("_bad")} == dict.fromkeys(
        ("test_equality", "test_a_set", "test_an_exception"), Verdict.PASSED
    )
    assert outcomes["test_an_assert_bad"].verdict is Verdict.FAILED
