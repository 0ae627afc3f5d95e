"""How much may travel: what any test of a course passes, and any honest answer, does; where a limit remains, it is named."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from autograder.grading.remote.faults import BadReply, Unsendable
from autograder.grading.verdicts import judge
from autograder.model import Verdict
from autograder.sandbox.inside.wire.allowed_types import REQUEST
from autograder.sandbox.inside.wire.decoding import ValueDecoder, check_keys
from autograder.sandbox.inside.wire.framing import WireError

from .conftest import by_name

pytestmark = pytest.mark.slow

_WORDS = [f"word{i}" for i in range(1000)]


def _nested(depth: int) -> list[object]:
    return [] if depth <= 1 else [_nested(depth - 1)]


#: name -> what any laptop takes
LARGE = {
    "a vocabulary of GPT-2": lambda: {f"token {i}": i for i in range(50_257)},
    "a text of 5 MB": lambda: "to be or not to be, " * 250_000,
    "bytes of 3 MB": lambda: bytes(3_000_000),
    "a list of a million numbers": lambda: [float(i) for i in range(1_000_000)],
    "a set of 100,000 words": lambda: {f"word{i}" for i in range(100_000)},
    "counts of 200,000 trigrams": lambda: {
        key: i for i, key in enumerate(itertools.islice(itertools.product(_WORDS, repeat=3), 200_000))
    },
    "counts by context and word": lambda: {((a, b), c): 1 for a, b, c in itertools.product(range(40), repeat=3)},
    "keys that are NumPy numbers": lambda: {np.int64(i): i for i in range(1000)},
    "packed bigrams": lambda: {a << 32 | b: 1 for a in range(1000) for b in range(100)},
    "lists nested 40 deep": lambda: _nested(40),
    "70,000 arrays": lambda: [np.zeros(1) for _ in range(70_000)],
    "10,000 NumPy numbers": lambda: [np.float32(i) for i in range(10_000)],
    "an array of 40 dimensions": lambda: np.zeros((1,) * 32 + (2,)),
    "an integer of 15,000 bits": lambda: 1 << 15_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_a_test_may_pass_it_and_student_code_may_answer_it(child, name):
    value = LARGE[name]()
    module = child("def size(x): return len(x) if hasattr(x, '__len__') else x\ndef same(x): return x\n")
    assert module.size(value) == (len(value) if hasattr(value, "__len__") else value)
    came = module.same(value)
    assert type(came) is type(value)
    assert np.array_equal(came, value) if isinstance(value, np.ndarray) else came == value


@pytest.mark.parametrize(
    ("made", "limit"),
    [
        (lambda: functools.reduce(lambda inner, _: (inner,), range(130), ()), "128 levels"),
        (lambda: 1 << (5 << 20), "bits"),
        (lambda: np.zeros(100 << 20), "limits: memory"),
        (lambda: ["x" * (1 << 27)] * 3, "at most 268435456"),
    ],
    ids=["depth", "digits", "memory", "text"],
)
def test_what_a_test_cannot_pass_is_its_authors_error_and_names_the_limit(child, made, limit):
    module = child("def f(x): return 1\n")
    with pytest.raises(Unsendable, match=limit) as caught:
        module.f(made())
    assert judge(caught.value, True).verdict is Verdict.GRADER_ERROR


@pytest.mark.parametrize(
    ("answer", "limit"),
    [
        ("'x' * (9 << 20)", "at most 8388608 can travel"),
        ("bytes(9 << 20)", "at most 8388608 can travel"),
        ("1 << 20_000", "at most 16372 can travel"),
        ("[0] * 2_000_001", "more than 2000000 values"),
        ("[1.5] * 1_990_000", "at most 16777216"),
        ("__import__('numpy').zeros(33 << 20)", "at most 268435456"),
        ("__import__('numpy').zeros((0, 1 << 28))", r"shape \(0, 268435456\): an answer may hold 256 MiB"),
        ("[__import__('numpy').float32(0)] * 131_073", "at most 131072"),
    ],
)
def test_what_student_code_cannot_answer_names_the_limit(child, answer, limit):
    module = child(f"def f(): return {answer}\n")
    with pytest.raises((BadReply, Exception), match=limit) as caught:
        module.f()
    assert judge(caught.value, True).verdict in (Verdict.CRASHED, Verdict.FAILED)


def test_a_vocabulary_reaches_student_code_in_a_whole_grading(grade):
    test = """
        import student
        def test_it():
            vocabulary = {f"token {i}": i for i in range(50_257)}
            assert student.count(vocabulary) == 50_257
            assert student.turned(vocabulary)[7] == "token 7"
    """
    student = "def count(v): return len(v)\ndef turned(v): return {i: t for t, i in v.items()}\n"
    assert by_name(grade(student, test))["test_it"].verdict is Verdict.PASSED


def test_colliding_keys_are_refused_from_student_code_only():
    keys = [(i + 8) * ((1 << 61) - 1) for i in range(2000)]
    with pytest.raises(WireError, match="collide"):
        check_keys(keys)
    ValueDecoder([], bounds=REQUEST)._check_keys(keys)
