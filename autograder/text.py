"""Text that student code may have had a hand in, made safe to store, send and print."""

from __future__ import annotations

import re

# Everything that moves a cursor, colours, rings or hides: the C0 and C1 controls but tab and newline, and the marks
# that turn the direction of writing around.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    r"""`text` with newline as its only line end and every other control character shown instead of obeyed.

    Lone surrogates, which no UTF-8 file can hold, are shown the same way.

    >>> plain("a\r\nb\x1b[31mred\udc80")
    'a\nb\\x1b[31mred\\udc80'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub(_shown, text).encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def points(value: float) -> str:
    """Points as people write them.

    >>> [points(value) for value in (3.0, 2.5, 1 / 3, 0.0, 100.0)]
    ['3', '2.5', '0.33', '0', '100']
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def many(count: int, noun: str) -> str:
    """A number of things.

    >>> many(1, "check"), many(3, "check")
    ('1 check', '3 checks')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"
