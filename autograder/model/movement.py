"""A movement: a number of a student's that became another one, and what made it so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Movement:
    """Who moves from what to what, and by what.

    Attributes:
        id: of the submission or the student.
        who: names, for people to read.
        before, after: points or percent; None if there was or is no score.
        causes: one sentence for each thing that moved it, e.g. "6.2 Softmax: failed, passes now (+3)".
        kept: the higher score of before that a policy keeps, or None.
    """

    id: str
    who: str
    before: float | None
    after: float | None
    causes: tuple[str, ...] = ()
    kept: float | None = None

    @property
    def change(self) -> float:
        """What it moves by; a score that is missing counts as 0."""
        after = self.after if self.kept is None else self.kept
        return (after or 0.0) - (self.before or 0.0)
