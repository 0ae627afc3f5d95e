"""Our own model of Gradescope's results.json, so that a wrong key or word is an error here and not a lost grade.

Source: "Autograder specifications" in Gradescope's documentation. A key that may be absent has the value `UNSET`.
"""

from __future__ import annotations

from math import fsum
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

VisibilityWord = Literal["hidden", "after_due_date", "after_published", "visible"]
Format = Literal["text", "html", "simple_format", "md", "ansi"]


class TestResult(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One check as Gradescope shows it. Without `score` and `max_score` it does not affect the grade."""

    __test__ = False

    name: str
    score: float | UnsetType = UNSET
    max_score: float | UnsetType = UNSET
    status: Literal["passed", "failed"] | UnsetType = UNSET
    number: str | UnsetType = UNSET
    output: str | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    visibility: VisibilityWord | UnsetType = UNSET
    extra_data: dict[str, Any] | UnsetType = UNSET


class LeaderboardRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One column of the leaderboard."""

    name: str
    value: float | str | None
    order: Literal["asc", "desc"] = "desc"


class Results(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A whole results.json. `score`, if set, replaces the sum of the tests' scores."""

    score: float | UnsetType = UNSET
    execution_time: float | UnsetType = UNSET
    output: str | UnsetType = UNSET
    output_format: Format | UnsetType = UNSET
    test_output_format: Format | UnsetType = UNSET
    test_name_format: Format | UnsetType = UNSET
    visibility: VisibilityWord | UnsetType = UNSET
    stdout_visibility: VisibilityWord | UnsetType = UNSET
    tests: tuple[TestResult, ...] | UnsetType = UNSET
    leaderboard: tuple[LeaderboardRow, ...] | UnsetType = UNSET
    extra_data: dict[str, Any] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.score is UNSET and self.tests is UNSET:
            raise ValueError("a results.json needs `score` or `tests`")


def totals(document: Results) -> tuple[float, float] | None:
    """The points a platform makes of a document, and of how many; None when the score is withheld.

    >>> totals(Results(tests=(TestResult(name="a", score=1.0, max_score=2.0), TestResult(name="b"))))
    (1.0, 2.0)
    >>> totals(Results(score=0.0, tests=())), totals(Results(tests=()))
    ((0.0, 0.0), None)
    """
    tests = document.tests or ()
    scores = [test.score for test in tests if test.score is not UNSET]
    possible = fsum(test.max_score for test in tests if test.max_score is not UNSET)
    if document.score is not UNSET:
        return document.score, possible
    return (fsum(scores), possible) if scores else None


def encode_results(document: Results) -> bytes:
    """The bytes of a results.json, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def decode_results(data: bytes) -> Results:
    """The document that `data` holds.

    Raises:
        ValueError: it is not a valid results.json; the message says where.
    """
    try:
        return msgspec.json.decode(data, type=Results)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
