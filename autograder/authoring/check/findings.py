"""A finding: where, what, and how to fix it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.errors import AutograderError


@dataclass(frozen=True)
class Finding:
    """Something wrong with a homework.

    Attributes:
        where: the file (with line, if known).
        what: the fact, without a full stop.
        remedy: the command to run, or what to write instead.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}" if self.remedy else f"{self.where}: {self.what}"


def from_error(error: AutograderError) -> Finding:
    """The same as a finding."""
    return Finding(error.where, error.what, error.remedy)


def gathered(part: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of one part; an error that ends the part is the last one."""
    try:
        yield from part()
    except AutograderError as error:
        yield from_error(error)
