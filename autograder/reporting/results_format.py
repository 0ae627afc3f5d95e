"""What a platform reads: how a run's results are written down for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autograder.model import Assignment, Check, Grading, Remark, Score, Submission


class ResultsFormat(Protocol):
    """A file of results, as bytes for each way in which grading one submission can end.

    Attributes:
        file_name: of the file in the folder of results.
        refusal_needs_checks: whether a refusal tells what the checks are worth, so that the grader is started for it.
    """

    @property
    def file_name(self) -> str: ...

    @property
    def refusal_needs_checks(self) -> bool: ...

    def graded(
        self,
        assignment: Assignment,
        grading: Grading,
        score: Score,
        submission: Submission | None = None,
        notes: Sequence[str] = (),
    ) -> bytes:
        """Of a submission that was graded, or is still being graded: then the score is withheld.

        Args:
            notes: more sentences for the student, e.g. about lateness.
        """

    def refused(
        self,
        assignment: Assignment,
        sentence: str,
        notes: Sequence[str] = (),
        remarks: Sequence[Remark] = (),
        checks: Sequence[Check] = (),
    ) -> bytes:
        """Of a submission that cannot be graded; `sentence` says why and what to do.

        Args:
            checks: those of the homework, where `refusal_needs_checks`.
        """

    def failed(self, reason: str) -> bytes:
        """Of a failure of ours before any check has run; `reason` may be read by students."""
