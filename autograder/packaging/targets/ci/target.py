"""Any CI as a target: a script to call, and results that any program can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from autograder.files import Entry
from autograder.model import Assignment, Score
from autograder.packaging.entries import read
from autograder.packaging.targets.ci.results import PLAIN_JSON
from autograder.pipeline.grade_one import Context


class _CI:
    name = "ci"
    results = PLAIN_JSON

    def entries(self, assignment: Assignment) -> Iterator[Entry]:
        yield Entry("grade", read(Path(__file__).with_name("grade")), runs=True)

    def exit_code(self, score: Score) -> int:
        return 3 if score.withheld else 0 if score.has_full_marks else 1

    def read_context(self, base: Path, assignment: Assignment, now: datetime) -> Context:
        """Nothing: a CI job knows no due date of ours."""
        return Context()


CI = _CI()
