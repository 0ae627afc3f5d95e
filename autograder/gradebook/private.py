"""Keeps other students out of a student's page: staff may name them in the reason of an extension or override."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from autograder.records import Extension, Override, Person, Problem, Roster

_SOMEBODY = "another student"
_SHORTEST_ID = 5  # "7" in "question 7 was unclear" is nobody's id


class Names:
    """Full names, addresses and ids of a class, as they may occur in a text."""

    def __init__(self, roster: Roster) -> None:
        self._owners = {word.casefold(): person.key for person in roster.people for word in _words(person)}
        words = sorted(self._owners, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)

    def names_others(self, text: str, own: str) -> bool:
        """Whether a text names somebody other than the person with this key."""
        return self.without_others(text, own) != text

    def without_others(self, text: str, own: str) -> str:
        """The text with everybody else as "another student"."""
        if not self._owners:
            return text
        return self._pattern.sub(
            lambda match: match[0] if self._owners[match[0].casefold()] == own else _SOMEBODY, text
        )


def _words(person: Person) -> Iterator[str]:
    names = [person.name] if " " in person.name else []
    yield from (*names, *person.emails, *([person.id] if len(person.id) >= _SHORTEST_ID else []))


def extensions_for(names: Names, own: str, granted: Iterable[Extension]) -> list[Extension]:
    """Extensions of one person, with reasons that name nobody else."""
    return [replace(one, why=names.without_others(one.why, own)) for one in granted]


def overrides_for(names: Names, own: str, decided: Iterable[Override]) -> list[Override]:
    """The same for overrides, including those for everybody."""
    return [replace(one, why=names.without_others(one.why, own)) for one in decided]


def named_others(names: Names, facts: Iterable[Extension | Override]) -> Iterator[Problem]:
    """Reasons that name somebody else, for staff to look at."""
    for one in facts:
        if names.names_others(one.why, one.who):
            what = f"its reason names another student; statements say {_SOMEBODY!r} instead"
            yield Problem(one.where, what, "write the reason without names", is_error=False)
