"""What a platform needs so that a homework can be packaged for it and graded there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from autograder.files import Entry
from autograder.model import Assignment, Score
from autograder.pipeline.grade_one import Context
from autograder.reporting.results_format import ResultsFormat


class Target(Protocol):
    """A platform.

    Attributes:
        name: as it is written on the command line.
        results: how it reads results.
    """

    @property
    def name(self) -> str: ...

    @property
    def results(self) -> ResultsFormat: ...

    def entries(self, assignment: Assignment) -> Iterator[Entry]:
        """The files that the platform itself looks for in a package, such as the script that it runs."""

    def exit_code(self, score: Score) -> int:
        """With which `grade` ends: 0 where the platform is to go on, 3 where there is no score."""

    def read_context(self, base: Path, assignment: Assignment, now: datetime) -> Context:
        """Who submitted, and when, as far as the platform tells it in files below `base`.

        Args:
            now: decides whether hidden checks that are not run before the due date are run.
        """
