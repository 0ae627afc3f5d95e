"""A problem: something in records/ that is wrong, or that staff should look at."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.errors import AutograderError


@dataclass(frozen=True)
class Problem:
    """Where, what, and what to do.

    Attributes:
        where: the file, with its line if known.
        what: the fact, without a full stop.
        remedy: what to do about it, without a full stop.
        is_error: whether it makes grades wrong; otherwise staff should look at it.
    """

    where: str
    what: str
    remedy: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}" if self.remedy else f"{self.where}: {self.what}"


def from_error(error: AutograderError) -> Problem:
    """The same as a problem."""
    return Problem(error.where, error.what, error.remedy)
