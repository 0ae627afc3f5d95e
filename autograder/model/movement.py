"""A movement: a change of a student's score or grade, and its causes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Movement:
    """Whose number changes, from what to what, and why.

    Attributes:
        id: the submission's or the student's.
        who: names, for people to read.
        before, after: points or percent; None if there was or is no score.
        causes: one sentence for each cause, e.g. "6.2 Softmax: failed, passes now (+3)".
        kept: the higher earlier score, if a policy keeps it, or None.
    """

    id: str
    who: str
    before: float | None
    after: float | None
    causes: tuple[str, ...] = ()
    kept: float | None = None

    @property
    def change(self) -> float:
        """The difference; a missing score counts as 0."""
        after = self.after if self.kept is None else self.kept
        return (after or 0.0) - (self.before or 0.0)
