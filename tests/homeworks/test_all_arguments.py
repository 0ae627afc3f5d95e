"""Nobody passes a check by changing what the test gave: with the grader's help, and by how the tests are written.

Three submissions call the solution with zeros instead of the arrays they are given. One lets the arrays as they are, so
it passes what is right by luck: checks without arrays, or in which zeros are the answer. One zeroes the arrays
themselves first, and one all that the test has ever sent, which a test would not notice that computes what it expects
afterwards from the same arrays. So the last two must pass nothing but what the first one passes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Arguments, Outcome, Verdict
from tools.laptop.homework import ROOT, Homework

WRAPPER = """

# ------------------------------------------------------------------------------------------------------------

import functools as _functools
import sys as _sys
import types as _types

import numpy as _np


def _is_array(thing):
    return isinstance(thing, _np.ndarray) or type(thing).__name__ in ("Tensor", "Parameter")


def _zero(array):
    if isinstance(array, _np.ndarray):
        if array.flags.writeable:
            array[...] = 0
    else:
        array.data.zero_()


def _zeros(thing):
    if _is_array(thing):
        return thing.copy() * 0 if isinstance(thing, _np.ndarray) else thing * 0
    if type(thing) in (list, tuple):
        return type(thing)(map(_zeros, thing))
    return thing


def _arrays(thing):
    if _is_array(thing):
        yield thing
    elif type(thing) in (list, tuple):
        for entry in thing:
            yield from _arrays(entry)


def _all_that_was_sent():
    frame = _sys._getframe()
    while frame:
        agent = frame.f_locals.get("self")
        if type(agent).__name__ == "RpcServer":
            for twin in agent.mirrors._twins.values():
                if twin.id > 0 and _is_array(twin.thing):
                    yield twin.thing
        frame = frame.f_back


def _cheating(function):
    @_functools.wraps(function)
    def call(*arguments, **keywords):
        zeros, named = _zeros(arguments), {name: _zeros(value) for name, value in keywords.items()}
        if MODE != "apart":
            for array in _arrays([*arguments, *keywords.values()]):
                _zero(array)
        if MODE == "all":
            for array in _all_that_was_sent():
                _zero(array)
        return function(*zeros, **named)

    return call


def _cheat(owner):
    for _name, _thing in list(vars(owner).items()):
        if isinstance(_thing, _types.FunctionType) and _thing.__module__ == __name__ and not _name.startswith("_"):
            setattr(owner, _name, _cheating(_thing))
        elif isinstance(_thing, type) and _thing.__module__ == __name__ and not isinstance(owner, type):
            _cheat(_thing)


_cheat(_sys.modules[__name__])
"""


Passed = Callable[[Homework, str, Arguments], set[str]]


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Passed]:
    """A call that gives the numbers of the checks that a kind of cheater passes; their data is always the same."""
    graders: dict[tuple[str, Arguments], Grader] = {}
    known: dict[tuple[str, str, Arguments], set[str]] = {}

    def passes(homework: Homework, mode: str, arguments: Arguments) -> set[str]:
        if (homework.name, arguments) not in graders:
            assignment = load_assignment(load_course(ROOT), homework.name)
            assignment = dataclasses.replace(assignment, arguments=arguments)
            graders[homework.name, arguments] = Grader(assignment, allow_degraded=True).__enter__()
        key = homework.name, mode, arguments
        if key not in known:
            grader, folder = graders[homework.name, arguments], tmp_path_factory.mktemp("cheater")
            for path, text in homework.solution.items():
                (folder / path).write_text(f"{text}{WRAPPER}".replace("MODE", repr(mode)), encoding="utf-8")
            outcomes = grader.grade(
                receive(folder, grader.assignment, tmp_path_factory.mktemp("unpacked")), seed=3
            ).outcomes
            assert not [outcome for outcome in outcomes if outcome.verdict is Verdict.GRADER_ERROR]
            known[key] = {_name(outcome) for outcome in outcomes if outcome.verdict is Verdict.PASSED}
        return known[key]

    yield passes
    for grader in graders.values():
        grader.__exit__(None, None, None)


def _name(outcome: Outcome) -> str:
    return f"{outcome.check.number} {outcome.check.title}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "arguments"), [("all", Arguments.KEPT), ("given", Arguments.SHARED), ("all", Arguments.SHARED)]
)
def test_answers_for_arrays_that_were_zeroed_first_earn_nothing(
    homework: Homework, mode: str, arguments: Arguments, passed: Passed
) -> None:
    honest = passed(homework, "apart", Arguments.KEPT)
    assert passed(homework, mode, arguments) - honest == set()
