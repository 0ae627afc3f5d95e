"""What a platform needs so that a homework can be packaged for it and graded there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from autograder.files import Entry
from autograder.model import Assignment, Score
from autograder.reporting.results_format import ResultsFormat


class Target(Protocol):
    """A platform.

    Attributes:
        name: as it is written on the command line.
        results: how it reads results.
        prints_for_staff: whether staff alone read what `grade` prints; then it says what students must not see, too.
    """

    @property
    def name(self) -> str: ...

    @property
    def results(self) -> ResultsFormat: ...

    @property
    def prints_for_staff(self) -> bool: ...

    def entries(self, assignment: Assignment) -> Iterator[Entry]:
        """The files that the platform itself looks for in a package, such as the script that it runs."""

    def exit_code(self, score: Score) -> int:
        """With which `grade` ends: 0 if the platform is to go on, 3 where there is no score."""
