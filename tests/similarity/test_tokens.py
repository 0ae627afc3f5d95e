"""What a copy can change at no cost changes no token, and no text is too broken to be read."""

from __future__ import annotations

import io
import random
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.source.lexer import COMMENT, NAME, NUMBER, OPERATOR, STRING, tokens_of
from autograder.similarity import tokens
from autograder.similarity.tokens import normalised, words_of
from tools.planted_class import disguised_copy

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "reference_solutions").glob("*/solution/*.py"))
KINDS = {tokenize.NAME: NAME, tokenize.NUMBER: NUMBER, tokenize.OP: OPERATOR, tokenize.COMMENT: COMMENT}
KINDS[tokenize.STRING] = STRING


def words(text: str) -> str:
    return " ".join(words_of(text)[0])


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_tokens_are_those_of_the_standard_library(path):
    text = path.read_text(encoding="utf-8")
    expected = [(t.type, t.string) for t in tokenize.generate_tokens(io.StringIO(text).readline)]
    if hasattr(tokenize, "FSTRING_START"):
        pytest.skip("this Python cuts f-strings into parts")
    found = [(kind, word) for kind, word in tokens_of(text) if kind in KINDS.values()]
    assert found == [(KINDS[kind], word) for kind, word in expected if kind in KINDS]


@given(st.text(alphabet="ab1 \n\r\t\\'\"#.([{)]}=+-*@\x00\x0cé", max_size=60) | st.text())
def test_tokens_together_are_the_text_whatever_it_is(text):
    assert "".join(word for _, word in tokens_of(text)) == text
    found = normalised(text)
    assert len(found.ids) == len(found.lines)
    assert all(1 <= line <= text.count("\n") + text.count("\r") + 1 for line in found.lines.tolist())


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("total = a + 1", "x=b+2.5  # sum"),
        ('def f(a):\n    """Say it."""\n    return a', "def g(b):\n  return b\n"),
        ('x = ("a" "b")', "y = ('c')"),
        ("f(a, b)", "g(\n    c,\n    d,\n)"),
        ("a = 1; b = 2", "c = 3\nd = 4"),
        ("return a, b", "return (c, d,)"),
        ("x = a + b", "x = (\n    a\n    + b\n)"),
        ("if a and b: c = d", "if (a and b):\n    c = (d)"),
        ("self.cache = x\nself.cache.sum()", "self.store = y\nself.store.sum()"),
        ("if a:\n    b()", "if c: d()"),
        ("a = b + \\\n    c", "a = b + c"),
    ],
)
def test_what_a_copy_can_change_at_no_cost_changes_nothing(text, same):
    assert words(text) == words(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("np.exp(a)", "np.log(a)"),
        ("a + b", "a - b"),
        ("len(a)", "sum(a)"),
        ('f("a", b)', "f(b)"),
        ("a[1]", "a(1)"),
        ("x = (a + b) * c", "x = a + b * c"),
    ],
)
def test_what_changes_the_program_changes_tokens(text, other):
    assert words(text) != words(other)


def test_a_text_in_a_call_over_several_lines_is_no_docstring():
    assert words('f(\n    "a",\n    b,\n)') == 'name ( "" , name )'


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_a_syntax_error_leaves_the_tokens_around_it_as_they_were(path):
    text = path.read_text(encoding="utf-8")
    half = text.index("\ndef ")
    broken = text[:half] + "\ndef (:\n" + text[half:]
    assert sorted(words(broken).split()) == sorted([*words(text).split(), "def", "(", ":"])


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_a_disguised_copy_has_nearly_the_same_tokens(path):
    text = path.read_text(encoding="utf-8")
    copy = disguised_copy(text, random.Random(0))
    assert text != copy
    assert abs(len(words(text).split()) - len(words(copy).split())) < 0.03 * len(words(text).split())


def test_a_file_of_any_length_costs_a_bounded_number_of_tokens(monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 100)
    found = normalised("a + " * 1000)
    assert (len(found.ids), found.cut_short) == (100, True)


@pytest.mark.parametrize("text", ["'" * 30_001, '"""' + "\\" * 30_001, "(" * 30_000, "f'{" * 10_000, "\\" * 30_001])
def test_no_text_makes_the_lexer_go_back(text):
    """These end at once; with a pattern that goes back they would not end at all."""
    assert sum(len(word) for _, word in tokens_of(text)) == len(text)
