"""The class at a glance: a picture for each piece, a row for each check, a column for each student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model import Assignment, BatchEntry, Check, Outcome, Verdict
from autograder.reporting.pages.png import data_address, png

_ENDED = (Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY)
_UNKNOWN = (Verdict.NOT_JUDGED, Verdict.SKIPPED)

#: how a square looks, and what it means: from light to dark, so that it can be read in grey, too
SHADES = (
    ("#e3eefa", "full marks"),
    ("#a5cdf2", "part of the points"),
    ("#aaaaaa", "not judged, or skipped"),
    ("#c98a4b", "not started"),
    ("#b3422f", "failed"),
    ("#5c1a4a", "crashed, out of time or memory"),
    ("#000000", "no result, or a grader error"),
)
ROW_HEIGHT = 16  # pixels: scaled by a browser, lower rows would run into one another
_FULL, _PART, _NOT_JUDGED, _NOT_STARTED, _FAILED, _DIED, _NONE = range(len(SHADES))


@dataclass(frozen=True)
class Rows:
    """The checks of one piece, by their index among all, and the picture of them; `title` names the piece."""

    number: str
    title: str
    checks: tuple[tuple[int, Check], ...]
    picture: str


def matrix(assignment: Assignment, checks: Sequence[Check], entries: Sequence[BatchEntry]) -> tuple[Rows, ...]:
    """Pictures of the graded submissions, the highest score on the left; none if nothing was graded."""
    graded = sorted((entry for entry in entries if entry.grading), key=_by_score)
    columns = [{o.check.id: shade(o) for o in entry.grading.outcomes} for entry in graded if entry.grading]
    grouped: dict[str, list[tuple[int, Check]]] = {}
    for index, check in enumerate(checks):
        piece = assignment.piece_of(check.number)
        grouped.setdefault(piece.number if piece else "", []).append((index, check))
    return tuple(_rows(assignment, number, rows, columns) for number, rows in grouped.items() if columns)


def shade(outcome: Outcome) -> int:
    """The index of an outcome's shade."""
    if outcome.verdict is Verdict.GRADER_ERROR:
        return _NONE
    if outcome.has_full_marks:
        return _FULL
    if outcome.earned:
        return _PART
    if outcome.not_started:
        return _NOT_STARTED
    return _DIED if outcome.verdict in _ENDED else _NOT_JUDGED if outcome.verdict in _UNKNOWN else _FAILED


def _rows(
    assignment: Assignment, number: str, rows: list[tuple[int, Check]], columns: Sequence[dict[str, int]]
) -> Rows:
    pixels = [bytes(column.get(check.id, _NONE) for column in columns) for _, check in rows]
    picture = data_address(png(pixels, [colour for colour, _ in SHADES], ROW_HEIGHT))
    piece = assignment.piece_of(rows[0][1].number)
    return Rows(number, piece.name if piece else "Other checks", tuple(rows), picture)


def _by_score(entry: BatchEntry) -> tuple[float, str]:
    return -(entry.score.earned if entry.score else 0.0), entry.submission.id
