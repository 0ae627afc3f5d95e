"""The three comments that mean something in a solution, and the comments that only look like them.

A marker that is almost right would publish the solution, so whatever resembles one and is not one is an error:
better one comment to reword than one answer on the web.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass

BEGIN, END, STARTER = "# BEGIN SOLUTION <name>", "# END SOLUTION", "# STARTER: <code>"

_BEGIN = re.compile(r"# BEGIN SOLUTION ([^\W\d]\w*(?:\.[^\W\d]\w*)*)( \(helper\))?")
_STARTER = re.compile(r"# STARTER:(?: (.*))?")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Begin:
    """`# BEGIN SOLUTION name` or `# BEGIN SOLUTION name (helper)`."""

    name: str
    helper: bool


@dataclass(frozen=True)
class End:
    """`# END SOLUTION`."""


@dataclass(frozen=True)
class StarterLine:
    """`# STARTER: code`: one line of the starting point that students get instead of a stub."""

    code: str


Marker = Begin | End | StarterLine


def read_marker(comment: str) -> Marker | None:
    """The marker that a comment token is, or None.

    >>> read_marker("# BEGIN SOLUTION Softmax.forward")
    Begin(name='Softmax.forward', helper=False)
    >>> read_marker("#BEGIN SOLUTION Softmax.forward") is None
    True
    """
    if comment == END:
        return End()
    if match := _BEGIN.fullmatch(comment):
        return Begin(match[1], helper=bool(match[2]))
    if match := _STARTER.fullmatch(comment):
        return StarterLine((match[1] or "").rstrip())
    return None


def intended(comment: str) -> str | None:
    """The marker that a comment was probably meant to be, or None for an ordinary comment.

    >>> intended("#BEGIN SOLUTION add"), intended("# End of solution"), intended("# STARTER return 0")
    ('# BEGIN SOLUTION <name>', '# END SOLUTION', '# STARTER: <code>')
    >>> intended("# the solution of this equation begins at zero") is None
    True
    """
    words = _WORD.findall(comment.replace("_", " "))
    if not words:
        return None
    if _alike(words[0], "starter", 0.85) and (words[0].isupper() or ":" in comment):
        return STARTER
    if not _resembles(words):
        return None
    for word in words[:3]:
        if _alike(word, "begin") or _glued(word, "begin"):
            return BEGIN
        if _alike(word, "end") or _glued(word, "end"):
            return END
    return BEGIN


def _resembles(words: list[str]) -> bool:
    if words[0] in ("BEGIN", "END") or _glued(words[0], "begin") or _glued(words[0], "end"):
        return True
    if any((word.isupper() or len(words) == 1) and _alike(word, "solution") for word in words):
        return True
    openings = ("begin", "start", "end")
    places = [place for place, word in enumerate(words[:3]) if any(_alike(word, opening) for opening in openings)]
    return any(_alike(word, "solution") for place in places for word in words[place + 1 : place + 3])


@functools.lru_cache(maxsize=4096)
def _alike(word: str, target: str, ratio: float = 0.75) -> bool:
    return difflib.SequenceMatcher(None, word.casefold(), target).ratio() >= ratio


def _glued(word: str, opening: str) -> bool:
    return _alike(word, opening + "solution", 0.9)
