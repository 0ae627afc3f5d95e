"""Text as words for comparisons: parts of identifiers, in lower case and without accents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_RUN = re.compile(r"[^\W_]+")
# Letters that have no accent to drop but are written as others all the same.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "ny"})


@dataclass(frozen=True)
class Word:
    """A part of a text: its place, and its form for comparisons."""

    start: int
    end: int
    folded: str
    is_lower: bool


def folded(text: str) -> str:
    """Text for comparisons: in lower case, without accents.

    >>> folded("Élodie Müller-Søren"), folded("STRASSE") == folded("Straße")
    ('elodie muller-soren', True)
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)


def spellings(text: str) -> set[str]:
    """The ways in which a name is written without accents.

    >>> sorted(spellings("Müller"))
    ['mueller', 'muller']
    """
    return {folded(text), folded(unicodedata.normalize("NFC", text).lower().translate(_GERMAN))}


def runs(text: str) -> list[str]:
    """The runs of letters and digits in a text, folded.

    >>> runs("my_Ada2 = f(x)")
    ['my', 'ada2', 'f', 'x']
    """
    return [folded(match[0]) for match in _RUN.finditer(text)]


def words_in(text: str) -> list[Word]:
    """The words of a text: identifiers are cut at underscores, at digits and where upper case begins.

    >>> [word.folded for word in words_in("adaLovelace2 XMLParser ÉLODIE_mlp")]
    ['ada', 'lovelace', '2', 'xml', 'parser', 'elodie', 'mlp']
    """
    found = []
    for match in _RUN.finditer(text):
        run, start = match[0], 0
        for place in range(1, len(run) + 1):
            if place == len(run) or _is_cut(run, place):
                piece = run[start:place]
                found.append(Word(match.start() + start, match.start() + place, folded(piece), piece == piece.lower()))
                start = place
    return found


def _is_cut(run: str, place: int) -> bool:
    before, here = run[place - 1], run[place]
    if before.isdigit() != here.isdigit():
        return True
    if here.isupper():
        return before.islower() or (before.isupper() and place + 1 < len(run) and run[place + 1].islower())
    return False
