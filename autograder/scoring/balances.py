"""Balances: the grace days that each student has left before one homework, for a platform's package.

People are represented by digests of their e-mail addresses and ids, so that opening the file reveals no names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FILE = "ledger.json"


@dataclass(frozen=True)
class Balances:
    """What is left, in the late policy's units, before one homework.

    Attributes:
        as_of: the day on which they were computed, e.g. "2027-02-10".
        left: days left, by `person_key` of an e-mail address or an id.
    """

    homework: str
    as_of: str
    left: Mapping[str, int]

    def of(self, words: Iterable[str]) -> int | None:
        """What the person with one of these e-mails or ids has left; None if unknown."""
        return next((self.left[key] for key in map(person_key, words) if key in self.left), None)


def person_key(word: str) -> str:
    """A digest of an e-mail address or id; upper and lower case are the same."""
    return hashlib.sha256(f"autograder {word.strip().casefold()}".encode()).hexdigest()[:32]


def encode_balances(balances: Balances) -> bytes:
    """The file of a package."""
    parts = {"homework": balances.homework, "as_of": balances.as_of, "left": dict(sorted(balances.left.items()))}
    return json.dumps(parts, indent=1).encode() + b"\n"


def decode_balances(data: bytes, homework: str) -> Balances | None:
    """The balances in a file; None if they are for another homework, or the file is of another kind.

    >>> one = Balances("hw1", "2027-02-10", {person_key("ada@example.edu"): 3})
    >>> decode_balances(encode_balances(one), "hw1").of(["", "Ada@example.edu"])
    3
    >>> decode_balances(encode_balances(one), "hw2") is None, decode_balances(b"?", "hw1") is None
    (True, True)
    """
    try:
        parts = json.loads(data)
        left = {str(key): int(days) for key, days in parts["left"].items()}
        return Balances(homework, str(parts["as_of"]), left) if parts["homework"] == homework else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
