"""The interface of a platform for which homeworks are packaged, and on which they are graded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from autograder.files import Entry
from autograder.model import Assignment, Score
from autograder.reporting.results_format import ResultsFormat


class Target(Protocol):
    """A platform.

    Attributes:
        name: its name on the command line.
        results: the format in which it reads results.
        prints_for_staff: whether only staff read the output of `grade`, which then includes what students must not see.
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
        """The exit code of `grade`: 0 if the platform should go on, 3 if there is no score."""
