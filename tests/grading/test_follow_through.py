"""A dependent check that fails is run again with the reference in place of what it depends on, and costs nothing then."""

from __future__ import annotations

import pytest

from autograder.grading.evidence import evidence_of
from autograder.grading.follow_through import stand_in
from autograder.grading.remote.faults import CheckAuthorError, ReferenceFailed
from autograder.model import Verdict
from tests.grading.conftest import by_name

SETTINGS = """
title: Small
submit: [student.py]
pieces:
  - {number: "1", name: Pairs, points: 4}
  - {number: "2", name: Table, points: 6}
limits: {wall: 60 s, memory: 256 MiB}
follow_through:
  - {piece: "1", functions: [student.pairs, student.Table.last], in: ["2"]}
"""
SOLUTION = '''
from collections import Counter


def pairs(words):
    """Neighbours."""
    secret_of_the_solution = list(words)
    return list(zip(secret_of_the_solution, secret_of_the_solution[1:]))


class Table:
    def __init__(self, size):
        self.size, self.seen = size, []

    def last(self, words):
        self.seen = list(words)[-self.size:]
        return self.seen

    def count(self, words):
        return dict(Counter(pairs(self.last(words))))
'''
TESTS = """
    from gradescope_utils.autograder_utils.decorators import number, weight
    from student import Table, pairs


    @weight(4)
    @number("1.1")
    def test_pairs():
        assert pairs("abc") == [("a", "b"), ("b", "c")]


    @weight(6)
    @number("2.1")
    def test_count():
        table = Table(3)
        assert table.count(["z", "a", "a", "a"]) == {("a", "a"): 2}
        assert table.seen == ["a", "a", "a"]
"""
WRONG_PAIRS = SOLUTION.replace("secret_of_the_solution[1:]", "secret_of_the_solution[2:]")
REFERENCE = {"reference_solutions/hw/solution/student.py": SOLUTION}


@pytest.fixture
def outcomes(grade):
    """A call that grades a program and gives its outcomes by the names of the tests."""
    return lambda text, tests=TESTS, **more: by_name(grade(text, tests, SETTINGS, **REFERENCE, **more))


@pytest.mark.slow
def test_one_mistake_costs_once(outcomes):
    found = outcomes(WRONG_PAIRS)
    assert (found["test_pairs"].verdict, found["test_pairs"].stood_in) == (Verdict.FAILED, ())
    count = found["test_count"]
    assert (count.verdict, count.earned) == (Verdict.PASSED, 6)
    assert count.stood_in == ("student.pairs", "student.Table.last")
    assert "fails with your own pairs and Table.last, and passes with ours" in count.message
    assert set(evidence_of(found.values()).failed) == {count.check.id, found["test_pairs"].check.id}


def test_a_mistake_of_the_dependent_piece_still_costs(outcomes):
    found = outcomes(WRONG_PAIRS.replace("dict(Counter(", "dict.fromkeys(("))
    count = found["test_count"]
    assert (count.verdict, count.stood_in) == (Verdict.FAILED, ())
    assert "With the reference's student.pairs and student.Table.last it earns no more: " in count.staff


def test_where_the_earlier_piece_is_right_nothing_stands_in(outcomes):
    text = SOLUTION.replace("self.seen = list(words)[-self.size:]", "self.seen = list(words)[:self.size]")
    assert outcomes(text)["test_count"].verdict is Verdict.FAILED


def test_a_hidden_failure_of_the_earlier_piece_does_nothing_for_a_visible_check(grade):
    """The piece's only visible check passes, its hidden one fails: with follow-through, 2.1 would tell that."""
    text = SOLUTION.replace(
        "    return list(zip",
        "    if len(secret_of_the_solution) == 3 and 'b' not in words: return []\n    return list(zip",
    )
    hidden = """
        from gradescope_utils.autograder_utils.decorators import number, weight
        from student import Table, pairs

        @weight(1)
        @number("1.2")
        def test_hidden_pairs():
            assert pairs("xyz") == [("x", "y"), ("y", "z")]

        @weight(1)
        @number("2.2")
        def test_hidden_count():
            assert Table(3).count("aaa") == {("a", "a"): 2}
    """
    found = by_name(grade(text, TESTS, SETTINGS, **REFERENCE, **{"reference_solutions/hw/tests/test_h.py": hidden}))
    assert found["test_hidden_pairs"].verdict is Verdict.FAILED
    assert found["test_count"].verdict is Verdict.FAILED
    assert (found["test_hidden_count"].verdict, bool(found["test_hidden_count"].stood_in)) == (Verdict.PASSED, True)


LOOKS_AROUND = '''
def pairs(words):
    return []


def within(thing, seen, depth=0):
    """Everything that can be reached from a thing."""
    if depth > 8 or id(thing) in seen or isinstance(thing, type(within.__globals__["__builtins__"])):
        return
    seen[id(thing)] = thing
    parts = [getattr(thing, name, None) for name in ("__code__", "__globals__", "__dict__", "__func__", "co_consts")]
    parts += [cell.cell_contents for cell in getattr(thing, "__closure__", None) or ()]
    parts += list(thing.values()) if type(thing) is dict else list(thing) if type(thing) is tuple else []
    for part in parts:
        within(part, seen, depth + 1)


class Table:
    def __init__(self, size):
        self.seen = ["a", "a", "a"]

    def last(self, words):
        return words

    def count(self, words):
        seen = {}
        within(pairs, seen)
        names = [name for thing in seen.values() for name in getattr(thing, "co_varnames", ())]
        is_clean = pairs("aaa") == [("a", "a"), ("a", "a")] and "install" not in names and not any(
            "secret_of_the_" + "solution" in str(part) for part in (*names, *seen.values()))
        return {("a", "a"): 2} if is_clean else {}
'''


@pytest.mark.parametrize("is_leaky", [False, True])
def test_nothing_of_the_reference_can_be_reached_from_a_function_that_stands_in(outcomes, is_leaky):
    """The program searches, and answers right where it finds nothing; that it can find something is the second case."""
    text = LOOKS_AROUND
    if is_leaky:
        text = text.replace("within(pairs, seen)", "within(planted, seen)")
        text += "\n\ndef planted():\n    secret_of_the_solution = 1\n"
    count = outcomes(text)["test_count"]
    assert (count.verdict is Verdict.PASSED, bool(count.stood_in)) == (not is_leaky, not is_leaky)


class Child:
    """In place of a client: keeps what it is given."""

    def run(self, name, source, function, names, ask):
        self.names, self.ask = names, ask


class Reference:
    """In place of the reference's client: everything it is asked ends in an error that quotes it."""

    def define(self, name, source):
        return self

    def answer(self, *question):
        raise ReferenceFailed("the reference failed: secret_of_the_solution")

    gradients = answer


def test_a_function_that_assignment_yaml_does_not_name_is_refused_and_errors_say_nothing():
    child = Child()
    stand_in(["student.pairs"], child, Reference)
    assert child.names == ["student.pairs"]
    for question in (
        ("answer", "student.Table.count"),
        ("answer",),
        ("define", "x"),
        ("__class__",),
        ("answer", "student.pairs"),
    ):
        with pytest.raises(CheckAuthorError) as refused:
            child.ask(*question)
        assert "secret" not in str(refused.value)
