"""The messages that submissions got, grouped: two that differ only in numbers count as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.model import BatchEntry, Outcome
from autograder.reporting.gradescope import verdict_word

_NUMBER = re.compile(r"(?<![A-Za-z_])[-+−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_ROWS = re.compile(r"(?:#[,\s\[\]()]*){2,}")  # numbers in a row, however many they are
_LONGEST = 2000  # characters of a message that decide its group
#: how a hint begins that names mistakes, up to their names; see grading/hints.py
_NAMED = re.compile(r"\A.*?known mistakes?\b[^:\n]*:\s*", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """A group of messages.

    Attributes:
        text: the shortest of them; empty if only the verdict was told.
        word: the verdict.
        entries: who got it.
    """

    text: str
    word: str
    entries: tuple[BatchEntry, ...]


def messages_of(found: Iterable[tuple[BatchEntry, Outcome]]) -> tuple[Message, ...]:
    """Groups of the messages of those without full marks, the largest first."""
    groups: dict[tuple[str, str], list[tuple[BatchEntry, str]]] = {}
    for entry, outcome in found:
        if not outcome.has_full_marks:
            text = _told(outcome)
            groups.setdefault((verdict_word(outcome), shape(text)), []).append((entry, text))
    made = [_message(word, group) for (word, _), group in groups.items()]
    return tuple(sorted(made, key=lambda message: -len(message.entries)))


def shape(text: str) -> str:
    """A message without its numbers; rows of numbers are equal whatever their length.

    >>> shape("out[0, 2] is 3.5, expected [1.0, 2.0, -3e-5]") == shape("out[1, 0] is -7, expected [4.0, 1.0]")
    True
    >>> shape("loss2 is 3") == shape("loss3 is 3")
    False
    """
    return _ROWS.sub("##", _NUMBER.sub("#", text[:_LONGEST]))


def hints_of(outcomes: Sequence[Outcome]) -> tuple[tuple[str, int], ...]:
    """Known mistakes that hints name, and how many submissions may have each, the most frequent first.

    A submission with the values of several mistakes counts for each of them.
    """
    return tuple(Counter(name for outcome in outcomes for name in mistakes_in(outcome.hint)).most_common())


def mistakes_in(hint: str) -> Iterator[str]:
    """The known mistakes that a hint names, each with what it advises; none for advice that names no mistake.

    >>> list(mistakes_in("your code gives the same values as this known mistake: it is negated. Look at the sign."))
    ['it is negated. Look at the sign.']
    >>> list(mistakes_in("… each of 2 known mistakes, and may have another one:\\n- it is zero. Add.\\n- so. No."))
    ['it is zero. Add.', 'so. No.']
    >>> list(mistakes_in("… as 4 known mistakes, all of them in f: look there first")), list(mistakes_in(""))
    (['4 known mistakes, all of them in f'], [])
    """
    if not hint:
        return
    if many := re.search(r"\d+ known mistakes, all of them in [^:\n]+", hint):
        yield many[0]
    elif start := _NAMED.match(hint):
        yield from (line.removeprefix("- ") for line in hint[start.end() :].split("\n") if line.strip())
    else:
        yield hint


def _told(outcome: Outcome) -> str:
    """What the check said, for staff too: of a failure of ours its last line."""
    lines = outcome.message or outcome.reason or (outcome.staff.strip().splitlines() or [""])[-1]
    return lines.strip()


def _message(word: str, group: Sequence[tuple[BatchEntry, str]]) -> Message:
    return Message(min((text for _, text in group), key=len), word, tuple(entry for entry, _ in group))
