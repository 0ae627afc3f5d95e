"""Replaces whatever identifies people by pseudonyms, in programs, prose and file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.anonymise.identity import LONG, Identities
from autograder.anonymise.words import Word, folded, words_in
from autograder.authoring.source.lexer import COMMENT, NAME, NUMBER, STRING, tokens_of

SOMEONE = "someone"
# Bounded, so that a long text without one costs no more than its length.
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HOME = re.compile(r"((?:/home/|[\\/]Users[\\/]+|(?:github|gitlab|huggingface)\.\w+/))[\w.-]+")
_EXACT = re.compile(r"[^\W_][\w.+-]*")
_JOINED = re.compile(r"[._'’-]?")  # what may stand between the parts of one word
_BESIDE = re.compile(r"[ ._,'’\-\t]{0,3}")  # what may stand between the words of one name
_MOST_JOINED = 4
_SEED_DIGITS = 9  # of a number in place of an id: it may be a seed, and these have 32 bits


@dataclass(frozen=True)
class _Found:
    """A place where somebody may be meant: characters, and the pseudonyms that it can mean."""

    start: int
    end: int
    people: frozenset[str]
    is_telling: bool
    is_lower: bool


class Rewriter:
    """Rewrites the texts of one submission.

    A word that tells is replaced wherever it stands, also inside identifiers, so a program stays one. A word that is
    also a word of programs ("max", "li") is replaced beside another word of the same name, and in prose where it
    begins in upper case; alone and in lower case it stays.

    Args:
        own: pseudonyms of the submission's members, who are meant where a word can mean several people.
    """

    def __init__(self, identities: Identities, own: Sequence[str]) -> None:
        self._identities, self._own = identities, frozenset(own)
        self._names: dict[str, str] = {}
        self._longest_exact = max(map(len, identities.exact), default=0)
        self._long = sorted((word for word in identities.telling if len(word) >= LONG), key=len, reverse=True)
        self._inside = re.compile("|".join(map(re.escape, self._long))) if self._long else None

    def program(self, text: str) -> str:
        """A Python file, valid or not."""
        parts = []
        for kind, word in tokens_of(unicodedata.normalize("NFC", text)):
            if kind in (COMMENT, STRING):
                word = self.prose(word)
            elif kind == NAME:
                word = self._name(word)
            elif kind == NUMBER and (people := self._identities.exact.get(word.replace("_", ""))):
                word = self._chosen(people).rpartition("_")[2][:_SEED_DIGITS] if len(people) == 1 else "0"
            parts.append(word)
        return "".join(parts)

    def _name(self, name: str) -> str:
        if name not in self._names:
            self._names[name] = self._replaced(name, is_prose=False)
        return self._names[name]

    def prose(self, text: str) -> str:
        """Any other text."""
        text = unicodedata.normalize("NFC", text)
        text = ADDRESS.sub(lambda match: self._address(match[0]), text)
        text = _HOME.sub(lambda match: match[1] + SOMEONE, text)
        text = _EXACT.sub(lambda match: self._exact(match[0]), text)
        return self._replaced(text, is_prose=True)

    def path(self, path: str) -> str:
        """A file's path."""
        return self.prose(path).replace("@", "_at_")

    def _address(self, address: str) -> str:
        return f"{self._identities.addresses.get(folded(address), SOMEONE)}@example.invalid"

    def _exact(self, text: str) -> str:
        """An id or login name, with what stands behind it."""
        longest = min(len(text), self._longest_exact)
        for end in (place for place in range(longest, 0, -1) if not text[place : place + 1].isalnum()):
            if people := self._identities.exact.get(folded(text[:end])):
                return self._chosen(people) + text[end:]
        return text

    def _chosen(self, people: frozenset[str]) -> str:
        """Who is meant: a member of the submission before others, and nobody in particular where several are left."""
        candidates = people & self._own or people
        return next(iter(candidates)) if len(candidates) == 1 else SOMEONE

    def _replaced(self, text: str, is_prose: bool) -> str:
        parts, end = [], 0
        for start, stop, people in self._spans(text, is_prose):
            parts += [text[end:start], self._chosen(people)]
            end = stop
        return "".join([*parts, text[end:]])

    def _spans(self, text: str, is_prose: bool) -> Iterator[tuple[int, int, frozenset[str]]]:
        """What is replaced: neighbours that mean the same person as one."""
        found = list(self._found(text))
        place = 0
        while place < len(found):
            one, last, people = found[place], place, found[place].people
            while last + 1 < len(found) and self._is_beside(text, found[last], found[last + 1]):
                if not people & found[last + 1].people:
                    break
                last, people = last + 1, people & found[last + 1].people
            stays = not one.is_telling and last == place and (not is_prose or one.is_lower)
            if not stays:
                yield one.start, found[last].end, people
            place = last + 1

    def _is_beside(self, text: str, one: _Found, other: _Found) -> bool:
        return _BESIDE.fullmatch(text, one.end, other.start) is not None

    def _found(self, text: str) -> Iterator[_Found]:
        """Places, longest first where several begin, in order and apart."""
        words = words_in(text)
        place = 0
        while place < len(words):
            end = place + 1
            while end < len(words) and words[end].start == words[end - 1].end:
                end += 1
            found, place = self._in_run(text, words, place, end)
            yield from found

    def _in_run(self, text: str, words: Sequence[Word], first: int, end: int) -> tuple[list[_Found], int]:
        """Places that begin in the words from `first` to `end`, between which nothing stands; and where to go on."""
        found, left, place = [], [], first
        while place < end:
            one, used = self._longest(text, words, place)
            if one is not None:
                found.append(one)
            is_gone = one is not None and one.is_telling
            left += ["\0"] if is_gone else [word.folded for word in words[place : min(place + used, end)]]
            place += used
        match = self._inside.search("".join(left)) if self._inside is not None else None
        if match is not None:  # a long word across the pieces, or inside one: all of it is replaced
            stop = max(words[end - 1].end, *(one.end for one in found), 0)
            return [_Found(words[first].start, stop, self._identities.people[match[0]], True, False)], place
        return found, place

    def _longest(self, text: str, words: Sequence[Word], place: int) -> tuple[_Found | None, int]:
        best: tuple[_Found | None, int] = (None, 1)
        joined, start = "", words[place].start
        for used, word in enumerate(words[place : place + _MOST_JOINED], 1):
            if used > 1 and _JOINED.fullmatch(text, words[place + used - 2].end, word.start) is None:
                break
            joined += word.folded
            if people := self._identities.people.get(joined):
                is_lower = text[start : word.end] == text[start : word.end].lower()
                is_telling = joined not in self._identities.ordinary
                best = (_Found(start, word.end, people, is_telling, is_lower), used)
        return best
