"""A failure of what runs checks is the grader's, and no answer of student code can bring one about."""

from __future__ import annotations

import pytest
from _pytest import fixtures

from autograder.grading.blame import is_the_graders
from autograder.model import Verdict

from .conftest import by_name

STUDENT = r"""
    class Thing: pass
    thing = Thing()
    def f(kind):
        return {
            "none": None, "text": "a", "nested": {"a": {"b": 1}}, "regex": "(", "thing": thing, "one": 1, "empty": [],
            "two": [1, 2], "things": [thing], "odd": {1: thing}, "deep": [[[[[[[[[[[1]]]]]]]]]]], "array": [0.5] * 9999,
            "braces": "{x}\n{y\n}~%s %(x)d", "nan": float("nan"), "long": "x\n" * 9999, "large": 10 ** 4000,
        }[kind]
"""

CHOSEN_BY_STUDENTS = """
    import functools, operator, unittest, warnings
    import numpy as np
    import pytest
    import student

    KINDS = ["none", "text", "nested", "regex", "thing", "empty", "two", "things", "odd", "deep", "array", "braces", "nan", "long", "large"]
    every = pytest.mark.parametrize("kind", KINDS)
    through = lambda name: pytest.mark.parametrize(name, KINDS, indirect=True)

    @every
    def test_approx(kind): assert 17 == pytest.approx(student.f(kind))
    @every
    def test_approx_of_a_number(kind): assert student.f(kind) == pytest.approx(17)
    @every
    def test_approx_of_a_dict(kind): assert student.f(kind) == pytest.approx({"a": 1})
    @every
    def test_approx_of_a_list(kind): assert student.f(kind) == pytest.approx([1, 2, 3])
    @every
    def test_approx_within(kind): assert 1 == pytest.approx(17, abs=student.f(kind))
    @every
    def test_assert(kind): assert student.f(kind) == 17, student.f(kind)
    @every
    def test_message(kind): assert len(student.f(kind)) == 17, f"{student.f(kind)}"
    @every
    def test_subtests(kind, subtests):
        with subtests.test(student.f(kind), value=student.f(kind)):
            assert student.f(kind) == 17
    @every
    def test_numpy(kind): np.testing.assert_array_equal(student.f(kind), 17, strict=True)
    @every
    def test_setattr(kind, monkeypatch): monkeypatch.setattr(student.f(kind), "x", 1)
    def test_setattr_of_a_module(monkeypatch): monkeypatch.setattr(student, "missing", 1)
    @every
    def test_delitem(kind, monkeypatch): monkeypatch.delitem(student.f(kind), "x")
    @every
    def test_getfixturevalue(kind, request): request.getfixturevalue(student.f(kind))
    @every
    def test_raises(kind):
        with pytest.raises(ValueError, match=student.f(kind) or "y"):
            raise ValueError("x")
    @every
    def test_raises_what(kind):
        with pytest.raises(student.f(kind)):
            raise ValueError("x")
    @every
    def test_warns(kind):
        with pytest.warns(student.f(kind)):
            warnings.warn("x")
    @every
    def test_fails(kind): pytest.fail(student.f(kind))
    @every
    def test_marker(kind, request): request.node.add_marker(student.f(kind)); assert 0
    @every
    def test_finalizer_of_the_node(kind, request): request.node.addfinalizer(student.f(kind))

    @pytest.fixture
    def yields(request):
        for x in student.f(request.param): yield x
    @pytest.mark.parametrize("yields", ["empty", "two", "none", "things"], indirect=True)
    def test_yields(yields): assert 0

    @pytest.fixture
    def finalizes(request): request.addfinalizer(functools.partial(operator.matmul, student.f(request.param), 1))
    @through("finalizes")
    def test_finalizes(finalizes): pass

    @pytest.fixture
    def not_callable(request): request.addfinalizer(student.f(request.param))
    @through("not_callable")
    def test_not_callable(not_callable): pass

    @pytest.fixture
    def asserts(request): request.addfinalizer(functools.partial(np.testing.assert_equal, student.f("one"), 2))
    def test_asserts(asserts): pass

    @pytest.fixture
    def down(request):
        yield
        assert student.f(request.param) == 17
    @pytest.fixture
    def down_again(request, down):
        yield
        assert student.f("thing") == 17
    @through("down")
    def test_down(down, down_again): pass

    class TestUnit(unittest.TestCase):
        def test_almost(self): self.assertAlmostEqual(student.f("text"), 1)
        def test_equal(self): self.assertEqual(student.f("nested"), {"a": 1})
        def test_cleanup(self): self.addCleanup(operator.index, student.f("none"))
        def test_regex(self): self.assertRegex("x", student.f("regex"))
        def test_in(self): self.assertIn(1, student.f("none"))
        def test_fail(self): self.fail(student.f("thing"))
        def test_raises(self):
            with self.assertRaises(student.f("none")): raise ValueError
        def test_sub(self):
            with self.subTest(student.f("thing"), x=student.f("thing")): self.assertEqual(student.f("text"), 1)
        @unittest.expectedFailure
        def test_unexpected(self): student.f("one")
"""


@pytest.mark.slow
def test_no_answer_of_student_code_brings_about_a_grader_error(grade):
    outcomes = by_name(grade(STUDENT, CHOSEN_BY_STUDENTS))
    assert len(outcomes) > 300
    chosen = {name: outcome.staff for name, outcome in outcomes.items() if outcome.verdict is Verdict.GRADER_ERROR}
    assert not chosen


OURS = """
    import pytest
    import student

    class Odd(BaseException): pass

    @pytest.fixture
    def uses(): return student.f("one")

    @pytest.fixture
    def escapes(uses): raise Odd
    def test_escapes(escapes): pass
    def test_meets_what_was_not_cleared(escapes): pass
    def test_meets_it_itself(request):
        with pytest.raises(AssertionError): request.getfixturevalue("escapes")
        request.getfixturevalue("escapes")

    def test_fixture_that_is_not_there(uses, unknown): pass

    @pytest.fixture(scope="module")
    def narrow(uses): pass
    def test_scope_that_is_too_wide(uses, narrow): pass

    async def test_coroutine(uses): pass
    def test_argument_that_nobody_gives(uses, *, absent): pass
"""


@pytest.mark.slow
def test_a_failure_of_pytests_own_is_ours_although_student_code_was_used(grade):
    for name, outcome in by_name(grade(STUDENT, OURS)).items():
        assert outcome.verdict is Verdict.GRADER_ERROR, name
        assert outcome.staff


@pytest.mark.parametrize(("error", "is_ours"), [(AssertionError, True), (MemoryError, False), (RecursionError, False)])
def test_where_memory_or_stack_ran_out_says_nothing(error, is_ours):
    """A reply may have used them up long before."""
    of_pytest = {"__name__": "_pytest.fixtures"}
    exec(compile("def execute(kind): raise kind", fixtures.__file__, "exec"), of_pytest)
    with pytest.raises(error) as caught:
        of_pytest["execute"](error)
    assert is_the_graders(caught.value) is is_ours
