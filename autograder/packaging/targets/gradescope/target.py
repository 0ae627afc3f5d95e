"""Gradescope as a target: what its container runs, and what it knows about a submission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from autograder.files import Entry
from autograder.model import Assignment, HiddenRuns, Score
from autograder.packaging.entries import read
from autograder.packaging.targets.gradescope.metadata import before_due, doubts, late_notes
from autograder.pipeline.grade_one import Context
from autograder.reporting.gradescope import GRADESCOPE as RESULTS

SCRIPTS = Path(__file__).with_name("scripts")


class _Gradescope:
    name = "gradescope"
    results = RESULTS
    prints_for_staff = True

    def entries(self, assignment: Assignment) -> Iterator[Entry]:
        for script in ("setup.sh", "run_autograder"):
            yield Entry(script, read(SCRIPTS / script), runs=True)

    def exit_code(self, score: Score) -> int:
        return 3 if score.withheld else 0

    def read_context(self, base: Path, assignment: Assignment, now: datetime) -> Context:
        """Who submitted, and when, as far as the platform's files below `base` say.

        Args:
            now: decides whether hidden checks that are not run before the due date are run.
        """
        course, name, metadata = assignment.course, assignment.name, base / "submission_metadata.json"
        waits = assignment.run_hidden is HiddenRuns.AFTER_DUE_DATE
        return Context(
            late_notes(metadata, course, name),
            doubts(metadata, course, name, assignment.run_hidden),
            waits and before_due(metadata, course, name, now),
        )


GRADESCOPE = _Gradescope()
