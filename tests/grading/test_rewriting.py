"""What pytest says of an assert in a rewritten test file is in the words of that file."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from _pytest.assertion import rewrite

from autograder.grading.rewriting import as_written, rewritten

ASSERTS = [
    "assert type(x) is int",
    "assert type(x) == int",
    "assert isinstance(x, int)",
    "assert not isinstance(x, float)",
    "assert issubclass(type(x), int)",
    "assert x is y",
    "assert repr(x) == '2'",
    "assert hash(x) == 3",
]


def said(text: str, is_rewritten: bool) -> str:
    source = f"def test(x, y):\n    {text}\n"
    tree = ast.parse(source)
    if is_rewritten:
        rewritten(tree, frozenset())
    rewrite.rewrite_asserts(tree, source.encode())
    names: dict[str, Any] = {"__name__": "test_text"}
    exec(compile(tree, "test_text.py", "exec"), names)
    with pytest.raises(AssertionError) as caught:
        names["test"](1.5, [2.5])
    return str(caught.value)


@pytest.mark.parametrize("text", ASSERTS)
def test_an_assert_says_what_it_says_without_us(text: str) -> None:
    plain, ours = said(text, False), as_written(said(text, True))
    assert ours.replace(" is ", " == ") == plain.replace(" is ", " == ")
    assert "@" not in ours
