"""Scans the output for traces of people, by other means than those that removed them.

It scans every text in a file: texts in archives, texts with their escapes resolved, and encoded texts.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.anonymise.identity import LONG, Identities
from autograder.anonymise.rewrite import ADDRESS
from autograder.anonymise.words import folded, runs, words_in
from autograder.authoring.leaks.views import View, views
from autograder.authoring.source.lexer import COMMENT, NAME, STRING, tokens_of

_OURS = "@example.invalid"
_WITH_NAMES = (NAME, COMMENT, STRING)
_BESIDE = re.compile(r"[\s._,'’-]{0,3}")


@dataclass(frozen=True)
class Trace:
    """A trace of a person: the file, relative to the output, and the kind of trace."""

    where: str
    kind: str


def traces(folder: Path, identities: Identities) -> Iterator[Trace]:
    """The traces left below `folder`, each kind once for each file."""
    scan = _Scan(identities)
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder).as_posix()
        found = set(scan.kinds(where, is_program=False))
        if path.is_file():
            for view in views(where, path.read_bytes()):
                if not isinstance(view, View):
                    found.add(f"something that {view.what}")
                    continue
                inner = view.where[len(where) :]
                is_program = ".py" in view.where.rpartition("!")[2] or view.where.endswith("!string")
                found |= {*scan.kinds(inner, is_program=False), *scan.kinds(view.text, is_program)}
        for kind in sorted(found):
            yield Trace(where, kind)


class _Scan:
    """What to look for, and what has been looked at."""

    def __init__(self, identities: Identities) -> None:
        self._identities, self._telling = identities, identities.telling
        self._long = frozenset(word for word in self._telling if len(word) >= LONG)
        self._lengths = sorted({len(word) for word in self._long})
        self._addresses = list(identities.addresses)
        self._known: dict[str, bool] = {}
        self._seen: dict[str, bool] = {}
        self._pairs = {pair for parts in identities.parts.values() for pair in itertools.permutations(parts, 2)}

    def kinds(self, text: str, is_program: bool) -> Iterator[str]:
        """The kinds of traces in a text."""
        plain = folded(unicodedata.normalize("NFKC", text))
        if "@" in plain and any(address in plain for address in self._addresses):
            yield "an e-mail address"
        elif "@" in plain and any(not match.endswith(_OURS) for match in _addresses(text, is_program)):
            yield "something like an e-mail address"
        if any(word in self._identities.exact for word in runs(plain)):
            yield "an id or a login name"
        units = [word for kind, word in tokens_of(text) if kind in _WITH_NAMES] if is_program else [text]
        if any(map(self._has_name, units)):
            yield "a name"

    def _has_name(self, text: str) -> bool:
        if text not in self._seen:  # most of a class's names, comments and texts are the same
            self._seen[text] = self._finds_name(text)
        return self._seen[text]

    def _finds_name(self, text: str) -> bool:
        """Whether a text holds a word that tells, or two words of one name beside each other."""
        text = unicodedata.normalize("NFKC", text)
        words = words_in(text)
        if any(map(self._tells, {*runs(text), *(word.folded for word in words)})):
            return True
        return any(
            (one.folded, other.folded) in self._pairs and _BESIDE.fullmatch(text, one.end, other.start)
            for one, other in itertools.pairwise(words)
        )

    def _tells(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = word in self._telling or any(
                word[start : start + length] in self._long
                for length in self._lengths
                for start in range(len(word) - length + 1)
            )
        return self._known[word]


def _addresses(text: str, is_program: bool) -> Iterator[str]:
    """What reads like an address: in a program only in comments and texts, as `a@b.c` is a product."""
    if is_program:
        text = " ".join(word for kind, word in tokens_of(text) if kind in (COMMENT, STRING))
    for match in ADDRESS.finditer(text):
        yield match[0]
