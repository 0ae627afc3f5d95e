"""Code and prose as tokens: what survives reformatting, quoting, commenting out and copying into a document.

The same loose tokens are taken from the solution and from whatever is searched, so a line of code is found in a
docstring, a comment, a Markdown listing or a JSON string. Names are kept, white space, quotes and back-slashes are
not, and typographic characters that documents put in place of plain ones are undone.
"""

from __future__ import annotations

import io
import keyword
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W\d]\w*|\d[\w.]*|[^\w\s]")
_ESCAPED_SPACE = re.compile(r"\\+[nrt]")
_DROPPED = frozenset("\"'`\\\u2018\u2019\u201c\u201d\ufffd")
_PLAIN = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2013": "-", "\u00d7": "*", "\u00ad": "", "\u200b": ""})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LIGHT = frozenset("()[]{},.:;") | frozenset(keyword.kwlist) | {"self"}
_NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


@dataclass(frozen=True)
class Line:
    """One logical line: where it starts, and its tokens."""

    number: int
    tokens: tuple[str, ...]


def located(text: str) -> tuple[list[str], list[int]]:
    """The tokens of any text, and the line (from 1) that each stands in.

    >>> located('e = np.exp(a)  # "shift"')[0]
    ['e', '=', 'np', '.', 'exp', '(', 'a', ')', '#', 'shift']
    """
    tokens, numbers = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        plain = _CONTROL.sub(" ", _ESCAPED_SPACE.sub(" ", line))
        if not plain.isascii():
            plain = unicodedata.normalize("NFKC", plain).translate(_PLAIN)
        found = [token for token in _TOKEN.findall(plain) if token not in _DROPPED]
        tokens += found
        numbers += [number] * len(found)
    return tokens, numbers


def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of any text."""
    return tuple(located(text)[0])


def weight(tokens: tuple[str, ...]) -> int:
    """How much a line says: its tokens without brackets, separators, keywords and self.

    >>> weight(tokens_of("return self")), weight(tokens_of("return (x - mean) / deviation"))
    (0, 5)
    """
    return sum(token not in _LIGHT for token in tokens)


def logical_lines(text: str) -> Iterator[Line]:
    """The logical lines of Python source, comments dropped; nothing from where the source stops being Python."""
    parts: list[str] = []
    number = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                yield Line(number, tokens_of(" ".join(parts)))
                parts = []
            elif token.type not in _NO_CODE:
                number = number if parts else token.start[0]
                parts.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        return
