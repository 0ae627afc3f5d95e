"""A program without what a copy can change at no cost: names, numbers, comments, docstrings, layout."""

from __future__ import annotations

import builtins
import hashlib
import itertools
import keyword
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.authoring.source.lexer import COMMENT, NAME, NEWLINE, NUMBER, SPACE, STRING, tokens_of

MOST = 200_000  # tokens of one file that are looked at: a hundred times what a homework has

_NAME, _NUMBER, _TEXT = "name", "0", '""'
_KEPT = frozenset(keyword.kwlist) | {name for name in vars(builtins) if not name.startswith("_")}
_DEPTH = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}
#: words that stand in no bracket, so one that is never closed ends before them
_STATEMENTS = frozenset(["def", "class", "return", "import", "raise", "while", "try", "assert", "del", "pass"])
_ASSIGNMENTS = frozenset(["=", "+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**="])
_WHOLE_AFTER = _ASSIGNMENTS | {"return", "yield", "in", "if", "elif", "while", "assert"}
_END = "\n"  # of a statement, until brackets are matched
_WHOLE_BEFORE = (_END, ":")
_LAYOUT = (SPACE, COMMENT)


@dataclass(frozen=True)
class Tokens:
    """The normalised tokens of one file.

    Attributes:
        ids: a number for each token's text, equal in all files, uint64, shape (n,).
        lines: the line of each token, from 1, int32, shape (n,).
        cut_short: whether the file has more tokens.
    """

    ids: NDArray[np.uint64]
    lines: NDArray[np.int32]
    cut_short: bool = False


def normalised(text: str) -> Tokens:
    """The tokens of a program, valid or not, as they are compared.

    A name is only a name, unless it cannot be renamed: keywords, builtins, and attributes that the file itself neither
    assigns nor defines (`exp` of `np.exp`). A number is only a number, a text only a text. Comments, docstrings, line
    ends, indentation, semicolons, commas before a closing bracket and brackets around a whole value are dropped.
    """
    words, lines = words_of(text)
    ids = np.fromiter(map(_id, words), np.uint64, len(words))
    return Tokens(ids, np.array(lines, np.int32), len(words) >= MOST)


def words_of(text: str) -> tuple[list[str], list[int]]:
    """The normalised tokens as texts, and their lines.

    >>> " ".join(words_of("total = np.exp(x[1], ) # of the row")[0])
    'name = name . exp ( name [ 0 ] )'
    """
    kinds, texts, lines = _significant(text)
    own, needless = _own_attributes(texts), _needless_brackets(texts)
    words: list[str] = []
    numbers: list[int] = []
    before = ""
    for place, (kind, word, line) in enumerate(zip(kinds, texts, lines, strict=True)):
        last, before = before, word
        if kind == NEWLINE:
            continue
        if kind == NAME:
            word = word if (word not in own if last == "." else word in _KEPT) else _NAME
        elif kind == NUMBER:
            word = _NUMBER
        elif kind == STRING:
            if words and words[-1] == _TEXT:
                continue
            word = _TEXT
        elif word in ")]}" and last == ",":
            words.pop()
            numbers.pop()
        if place in needless:
            continue
        words.append(word)
        numbers.append(line)
    return words, numbers


def _significant(text: str) -> tuple[list[str], list[str], list[int]]:
    """Kinds, texts and lines of the tokens that matter: no layout, no comments, no docstrings; ends of statements."""
    kinds: list[str] = []
    texts: list[str] = []
    lines: list[int] = []
    line, depth, lone = 1, 0, -1  # lone: the place of a text that may turn out to be a statement of its own
    begins = True  # whether a statement begins here
    for kind, word in tokens_of(text.replace("\r\n", "\n").replace("\r", "\n")):
        if kind in _LAYOUT:
            line += word[0] == "\\"
            continue
        if kind == NEWLINE or word == ";":
            if lone == len(texts) - 1:
                _drop_last(kinds, texts, lines)
            if depth == 0 and texts[-1:] != [_END]:
                kinds.append(NEWLINE)
                texts.append(_END)
                lines.append(line)
            lone, begins = -1, depth == 0
            line += kind == NEWLINE
            continue
        if kind == STRING and begins:
            lone = len(texts)
        kinds.append(kind)
        texts.append(word)
        lines.append(line)
        begins = False
        if word in _DEPTH:
            depth = max(0, depth + _DEPTH[word])
        elif word == ":":
            begins = depth == 0
        elif word in _STATEMENTS:
            depth = 0
        elif kind == STRING:
            line += word.count("\n")
        if len(texts) >= MOST:
            break
    if lone == len(texts) - 1:
        _drop_last(kinds, texts, lines)
    return kinds, texts, lines


def _needless_brackets(texts: Sequence[str]) -> set[int]:
    """The places of round brackets around the whole of what is returned, assigned or asked, as some tools add them."""
    needless: set[int] = set()
    open_at: list[int] = []
    for place, word in enumerate(texts):
        if word in _DEPTH and _DEPTH[word] > 0:
            open_at.append(place)
        elif word in _DEPTH and open_at:
            start = open_at.pop()
            after = texts[place + 1] if place + 1 < len(texts) else _END
            if word == ")" and after in _WHOLE_BEFORE and start and texts[start - 1] in _WHOLE_AFTER:
                needless |= {start, place}
        elif word == _END:
            open_at.clear()
    return needless


def _drop_last(*lists: list[str] | list[int]) -> None:
    for each in lists:
        del each[-1:]


def _own_attributes(texts: Sequence[str]) -> set[str]:
    """The names after a dot that this file gives: assigned attributes, and functions and classes."""
    own = {after for before, after in itertools.pairwise(texts) if before in ("def", "class")}
    for place, word in enumerate(texts):
        if word in _ASSIGNMENTS and place > 1 and texts[place - 2] == ".":
            own.add(texts[place - 1])
    return own


_IDS: dict[str, int] = {}


def _id(word: str) -> int:
    """A number for a word, the same in every process."""
    known = _IDS.get(word)
    if known is None:
        known = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")
        _IDS[word] = known
    return known
