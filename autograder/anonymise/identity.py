"""What gives the members of an export away, and the pseudonyms that stand for them."""

from __future__ import annotations

import builtins
import hashlib
import itertools
import keyword
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from autograder.anonymise.words import folded, runs, spellings
from autograder.errors import InputError
from autograder.model.export import Member

LONG = 6  # letters from which a word is found inside others, too
SHORTEST_ID = 5  # shorter ids are numbers like any other
_SHORT = 2  # letters up to which a name is a word of code as well: "li", "ng"
_DIGITS = 12
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMPY = (np, np.linalg, np.random, np.random.Generator, np.ndarray)
_PYTHON = (keyword.kwlist, keyword.softkwlist, dir(builtins), sys.stdlib_module_names, dir(str), dir(dict), dir(list))
_OURS = ("student", "submission", "someone", "example", "invalid", "at", "self", "torch", "adam", "user", "test")
#: what stands in metadata and notebooks, whoever they are about
_FORMS = ["submitters", "sid", "created", "due", "date", "history", "id", "metadata", "yml", "cells", "cell", "type"]
_FORMS += ["source", "outputs", "nbformat", "minor", "markdown", "code", "language", "info", "execution", "count"]
#: words that are no trace of anybody: Python's, NumPy's, the standard library's modules, and our own
PROGRAMS_WORDS = frozenset(
    folded(name.strip("_")) for name in itertools.chain(*_PYTHON, *map(dir, _NUMPY), _OURS, _FORMS) if name.strip("_")
)


@dataclass(frozen=True)
class Identities:
    """Everybody in an export.

    Attributes:
        people: the pseudonyms that a folded word can mean.
        exact: ids and login names with digits, folded, that are looked for as they are.
        addresses: folded, to the pseudonym.
        ordinary: words that are also words of programs.
        parts: for each pseudonym, the words of the name.
    """

    people: Mapping[str, frozenset[str]]
    exact: Mapping[str, frozenset[str]]
    addresses: Mapping[str, str]
    ordinary: frozenset[str]
    parts: Mapping[str, frozenset[str]]

    @property
    def telling(self) -> frozenset[str]:
        """Words that give somebody away wherever they stand."""
        return frozenset(self.people) - self.ordinary


class Pseudonyms:
    """Names that only the key's owner can compute: `student_` and digits.

    A person is known by address, else id, else name; so the same person has the same pseudonym in every export that
    is anonymised with this key.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._taken: dict[str, str] = {}

    def of(self, member: Member) -> str:
        """A member's.

        Raises:
            InputError: two have the same, which happens to one class in a million.
        """
        who = folded(member.email) or member.id or folded(member.name)
        return f"student_{self.number('person', who)}"

    def number(self, what: str, text: str, digits: int = _DIGITS) -> str:
        """Digits that stand for a text; `what` tells purposes apart."""
        message = f"{what}\0{text}".encode("utf-8", "surrogateescape")
        digest = hashlib.blake2b(message, key=self._key[:64], digest_size=16).digest()
        least = 10 ** (digits - 1)
        number = str(least + int.from_bytes(digest, "little") % (9 * least))
        if self._taken.setdefault(f"{what}{number}", text) != text:
            raise InputError("the key", "gives two people the same pseudonym", "use another key")
        return number


def identities(
    members: Iterable[Member], pseudonyms: Pseudonyms, used: Mapping[str, int], further: Iterable[str] = ()
) -> Identities:
    """What gives these people away.

    Args:
        used: how many submissions of others use a word in their code, for each word that any does.
        further: words that are nobody's in the export and are to go, too: nicknames, names of staff.
    """
    people: dict[str, set[str]] = {}
    exact: dict[str, set[str]] = {}
    addresses: dict[str, str] = {}
    parts: dict[str, frozenset[str]] = {}
    for member in members:
        pseudonym = pseudonyms.of(member)
        own = set(_names(member))
        parts[pseudonym] = parts.get(pseudonym, frozenset()) | _parts(member)
        for word in own:
            people.setdefault(word, set()).add(pseudonym)
        for word in _exact(member):
            exact.setdefault(word, set()).add(pseudonym)
        if "@" in member.email:
            addresses[folded(member.email)] = pseudonym
    ordinary = {word for word in people if len(word) <= _SHORT or word in PROGRAMS_WORDS or used.get(word)}
    for word in itertools.chain.from_iterable(map(runs, further)):
        people.setdefault(word, set()).add("someone")
        ordinary.discard(word)
    return Identities(_frozen(people), _frozen(exact), addresses, frozenset(ordinary), parts)


def _frozen(found: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(people) for word, people in found.items()}


def _parts(member: Member) -> frozenset[str]:
    """The words of a name, in every spelling.

    >>> sorted(_parts(Member("Ada O'Brien-Müller")))
    ['ada', 'brien', 'mueller', 'muller']
    """
    spelled = (word for part in _LETTERS.findall(member.name) for word in spellings(part))
    return frozenset(word for word in spelled if len(word) > 1)


def _names(member: Member) -> Iterator[str]:
    """Words that may mean a member: parts of the name, joined ones, and letters of the login name."""
    for name in spellings(member.name):
        words = [re.sub(r"[\W\d_]", "", word) for word in re.split(r"[\s-]+", name)]
        words = [word for word in words if word]
        yield from (word for word in words if len(word) > 1)
        for first, last in itertools.permutations(words, 2):
            yield first + last
        if len(words) > 1:
            yield from (word for word in (words[0][0] + words[-1], words[-1] + words[0][0]) if len(word) >= LONG - 1)
        if words:  # a name may have no letter
            yield "".join(words)
    yield from _parts(member)
    for piece in _LETTERS.findall(folded(_login(member))):
        if len(piece) > _SHORT:
            yield piece


def _exact(member: Member) -> Iterator[str]:
    for text in (member.id, _login(member)):
        word = folded(text)
        if len(word) >= SHORTEST_ID and not word.isalpha():
            yield word


def _login(member: Member) -> str:
    return member.email.partition("@")[0] if "@" in member.email else ""
