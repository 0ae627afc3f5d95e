"""The interface of a results format, in which a platform reads a run's results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autograder.model import Assignment, Check, Grading, Remark, Score, Submission


class ResultsFormat(Protocol):
    """A results file, as bytes, for each way in which grading one submission can end.

    Attributes:
        file_name: the file's name in the folder of results.
        refusal_needs_checks: whether a refusal lists the checks' points, so that it needs a grader.
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
        """The results of a submission that was graded, or is still being graded, with its score withheld.

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
        """The results of a submission that cannot be graded; `sentence` says why and what to do.

        Args:
            checks: the homework's, if `refusal_needs_checks`.
        """

    def failed(self, reason: str) -> bytes:
        """The results after a failure of ours before any check has run; students may read `reason`."""
