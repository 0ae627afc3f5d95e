"""Which functions of a test reach student code, and which of them are sent to the child for a transform."""

from __future__ import annotations

import functools
import types
from typing import Any

import pytest

from autograder.grading.remote import graphs, sent_functions, session
from autograder.grading.remote.faults import CheckAuthorError
from autograder.grading.remote.objects import Handle
from autograder.grading.remote.sent_functions import Checked, checked, reaches_student_code, sent

THEIRS: Any = Handle(types.SimpleNamespace(ours=False), 7, "function")  # type: ignore[arg-type]


def calls_it(x: Any) -> Any:
    return THEIRS(x)


def calls_a_helper(x: Any) -> Any:
    return calls_it(x)


def calls_nothing(x: Any) -> Any:
    return x


def test_a_function_reaches_what_it_and_its_helpers_name() -> None:
    inside = [THEIRS]
    assert reaches_student_code(calls_it)
    assert reaches_student_code(calls_a_helper)
    assert reaches_student_code(lambda x: inside[0](x))
    assert reaches_student_code(functools.partial(calls_nothing, THEIRS))
    assert not reaches_student_code(calls_nothing)
    assert not reaches_student_code(len)


@pytest.fixture
def in_a_check(monkeypatch):
    client = types.SimpleNamespace(define=lambda *_: THEIRS, shares=False)
    monkeypatch.setattr(session, "current", lambda _: types.SimpleNamespace(client=lambda _: client))
    yield
    sent_functions.install("")


def test_a_function_of_a_hidden_file_is_not_sent(in_a_check, tmp_path):
    path = tmp_path / "hidden" / "test_a.py"
    path.parent.mkdir()
    names: dict[str, Any] = {"theirs": THEIRS, "__name__": "test_a"}
    exec(compile("def f(x):\n    return theirs(x)\n", str(path), "exec"), names)
    sent_functions.install(str(path.parent))
    assert reaches_student_code(names["f"])
    with pytest.raises(CheckAuthorError, match=r"hidden test.*drivers\.py, or say inside:"):
        sent(names["f"], "vmap")


def test_a_function_is_not_sent_whose_effects_would_be_lost(in_a_check):
    count, seen = 0, []

    def counts(x):
        nonlocal count
        count += 1
        return THEIRS(x)

    def notes(x):
        seen.append(x)
        return THEIRS(x)

    with pytest.raises(CheckAuthorError, match=r"grad of a function .* binds count anew"):
        sent(counts, "grad")
    with pytest.raises(CheckAuthorError, match="what it does to seen would not be seen"):
        sent(notes, "grad")


def test_a_verdict_of_the_child_is_refused_and_its_functions_are_watched() -> None:
    torch = pytest.importorskip("torch")
    assert checked((1.0, None)) == (1.0, None)
    for verdict in (True, torch.tensor([True]), (1.0, False)):
        with pytest.raises(CheckAuthorError, match="return numbers"):
            checked(verdict)
    watched = checked(THEIRS)
    assert isinstance(watched, Checked)
    assert checked(watched) is watched


def test_nothing_is_asked_of_a_child_within_a_transform() -> None:
    torch = pytest.importorskip("torch")

    def asks(x: Any) -> Any:
        graphs.refuse_within_a_transform()
        return x

    assert asks(1) == 1
    with pytest.raises(CheckAuthorError, match="forward-mode differentiation, runs around"):
        torch.func.vmap(asks)(torch.ones(2))
    with torch.autograd.forward_ad.dual_level(), pytest.raises(CheckAuthorError, match="forward-mode"):
        asks(1)
