"""An answer that cannot be sent is told as what it is, and nothing of the grader's own stands in what was printed."""

from __future__ import annotations

import pytest

from autograder.model import Verdict

from .conftest import by_name

ANSWERS = {
    "an array larger than memory": "np.zeros(600 << 20, dtype=np.uint8)",
    "arrays larger than memory": "[np.zeros(200 << 20, dtype=np.uint8) for _ in range(2)]",
    "an array that only looks large": "np.broadcast_to(0.0, (1 << 40,))",
    "a strided view": "np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))",
    "a range of huge numbers": "range(10 ** 30)",
    "a class with an odd name": "type.__call__(Meta, 'Odd', (), {})",
    "a class whose name cannot be asked": "type.__call__(Bad, 'Odd', (), {})",
    "a syntax error far away": "fail(SyntaxError('m', (__file__, 10 ** 30, 1, 'x')))",
    "a syntax error on no line": "fail(SyntaxError('m', (__file__, 'x', 1, 'x')))",
    "an exception with an odd name": "fail(type.__call__(BadError, 'Odd', (Exception,), {})())",
    "an exception of no class": "fail(type('E', (Exception,), {'__class__': property(lambda self: 1 / 0)})())",
    "an iterator that ends the program's memory": "iter(lambda: np.zeros(1 << 40), 1)",
}  # fmt: skip
STUDENT = """
    import numpy as np
    class Meta(type):
        __name__ = 10 ** 30
    class Bad(type):
        @property
        def __name__(cls): raise ValueError
    class BadError(type):
        @property
        def __name__(cls): raise ValueError
        def mro(cls): return type.mro(cls)
    def fail(error): raise error
    ANSWERS = [%s]
    def f(number): return ANSWERS[number]()
    def g(array): return 7
"""
TEST = """
    import numpy as np
    import pytest
    import student

    @pytest.mark.parametrize("number", range(%d))
    def test_it(number):
        assert student.f(number) == 1

    @pytest.mark.parametrize("number", range(%d))
    def test_goes_on(number):
        with pytest.raises(Exception): float(student.f(number))
        assert student.g(np.ones(3)) == 7
"""


@pytest.mark.slow
def test_an_answer_that_cannot_be_sent_is_told_as_what_it_is(grade):
    student = STUDENT % ", ".join(f"lambda: {answer}" for answer in ANSWERS.values())
    outcomes = by_name(grade(student, TEST % (len(ANSWERS), len(ANSWERS))))
    for number, name in enumerate(ANSWERS):
        outcome = outcomes[f"test_it[{number}]"]
        assert outcome.verdict in {Verdict.FAILED, Verdict.OUT_OF_MEMORY}, (name, outcome)
        assert (outcome.verdict is Verdict.OUT_OF_MEMORY) == (number < 4), (name, outcome)
        assert outcome.output == "", name
        assert outcomes[f"test_goes_on[{number}]"].verdict is Verdict.PASSED, (
            name,
            outcomes[f"test_goes_on[{number}]"],
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "x = " + "-" * 200_000 + "1",
        "x = a" + ".b" * 100_000,
        "x = " + "(" * 90 + "1" + ")" * 90 + "\ny=" + "not " * 99_999 + "1",
    ],
)
def test_a_file_that_is_nested_too_deeply_is_told_so(grade, source):
    outcome = by_name(grade(source + "\n", "import student\ndef test_it():\n    student.f()\n"))["test_it"]
    assert outcome.verdict is Verdict.FAILED
    assert "student.py is nested too deeply" in outcome.message
