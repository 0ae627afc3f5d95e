"""Makes text that student code may have influenced safe to store, send and print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TextIO


def plain(text: str, most: int | None = None) -> str:
    r"""`text` with newline as its only line end, and with every other unprintable character escaped.

    Escaped are characters that move the cursor, set colours, ring the bell, hide text or reverse its direction; lone
    surrogates, which no UTF-8 file can hold; and unusual spaces. Tabs stay.

    Args:
        most: characters of the result.

    >>> plain("a\r\nb\x1b[31mred\udc80\tc")
    'a\nb\\x1b[31mred\\udc80\tc'
    """
    text = text[:most]  # before the work, too
    if text.isprintable():  # nearly always, and many times faster
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("\t".join(map(one_line, line.split("\t"))) for line in lines)[:most]


def one_line(text: str) -> str:
    r"""The same on one line: line ends and tabs are escaped, too.

    >>> one_line("a\nb\u202egpj.py")
    'a\\nb\\u202egpj.py'
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def escape_unknown_characters(stream: TextIO) -> None:
    """Make a stream escape characters that its encoding lacks, instead of raising after the grading."""
    reconfigure = getattr(stream, "reconfigure", None)  # what stands in for a stream in a test may have none
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


#: where a spreadsheet sees a formula begin: at the beginning of a cell; ";" and tabs begin one in many countries
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula, whatever a student has written.

    >>> inert("=HYPERLINK(1)"), inert("\uff1d1+1"), inert("Ada;@SUM(1)"), inert("Ada-Bo; 2+2")
    ("'=HYPERLINK(1)", "'\uff1d1+1", "Ada;'@SUM(1)", 'Ada-Bo; 2+2')
    """
    return _FORMULA.sub("'", text)


def points(value: float) -> str:
    """Points as people write them.

    >>> [points(value) for value in (3.0, 2.5, 1 / 3, 0.0, 100.0)]
    ['3', '2.5', '0.33', '0', '100']
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def many(count: float, noun: str) -> str:
    """A number of things.

    >>> many(1, "check"), many(3, "check"), many(2.5, "point")
    ('1 check', '3 checks', '2.5 points')
    """
    return f"{count:g} {noun}{'' if count == 1 else 's'}"


def listed(names: Sequence[str], most: int | None = None, joined: str = "and") -> str:
    """Names joined for a sentence; only the first `most` of them, if that is given.

    >>> listed(["a.py"]), listed(["a.py", "b.py", "c.py"]), listed(["a", "b", "c", "d"], most=2), listed([])
    ('a.py', 'a.py, b.py and c.py', 'a, b and 2 more', '')
    """
    if most is not None and len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return f" {joined} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def collision_key(path: str) -> str:
    """Equal for paths that name the same file on some common file system.

    >>> collision_key("Stra\u00dfe.py") == collision_key("STRASSE.PY")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
