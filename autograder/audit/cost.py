"""What each known mistake costs: points by piece, and which mistakes cost more than one mistake should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.audit.result import Audit, SubmissionRow
from autograder.text import many


@dataclass(frozen=True)
class Cost:
    """The points that one known mistake loses.

    Attributes:
        by_piece: of each piece that it loses any of.
        total: of the homework.
        of_homework: the part of the homework's points, 0 to 1.
        piece: the piece of which it loses the largest part, or "".
        of_piece: that part, 0 to 1.
    """

    mistake: SubmissionRow
    by_piece: dict[str, float]
    total: float
    of_homework: float
    piece: str
    of_piece: float


def costs(audit: Audit) -> list[Cost]:
    """Of every known mistake, the dearest first."""
    possible: dict[str, float] = {}
    for check in audit.checks:
        possible[check.piece] = possible.get(check.piece, 0.0) + check.points
    found = [_cost(mistake, possible) for mistake in audit.mistakes]
    return sorted(found, key=lambda cost: (-cost.total, cost.mistake.name))


def dear(audit: Audit) -> Iterator[str]:
    """A sentence about each mistake that costs more than assignment.yaml allows; a warning, no finding."""
    allowed = audit.allowed
    for cost in costs(audit):
        parts = []
        if cost.of_homework > allowed.homework:
            parts.append(f"{cost.of_homework:.0%} of the homework's points")
        if cost.of_piece > allowed.piece:
            parts.append(f"{cost.of_piece:.0%} of piece {cost.piece}")
        if parts:
            pieces = ", ".join(f"{points:g} in piece {piece}" for piece, points in cost.by_piece.items())
            yield f"{cost.mistake.name} costs {many(cost.total, 'point')} ({pieces}): {' and '.join(parts)}"


def _cost(mistake: SubmissionRow, possible: dict[str, float]) -> Cost:
    lost = {piece: mistake.lost[piece] for piece in possible if mistake.lost.get(piece)}
    total = sum(lost.values())
    parts = {piece: points / possible[piece] for piece, points in lost.items()}
    worst = max(parts, key=lambda piece: parts[piece], default="")
    whole = sum(possible.values())
    return Cost(mistake, lost, total, total / whole if whole else 0.0, worst, parts.get(worst, 0.0))
