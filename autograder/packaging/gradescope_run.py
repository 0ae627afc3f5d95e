"""Grading one hand-in inside the platform's container.

Theory of operation. run_autograder starts this as root. The hand-in lies in submission/, what the platform knows about
it in submission_metadata.json, and all that counts is results/results.json. It is there from the first moment, at first
without a score; each check replaces it; and it has a score only once every check has an outcome. Standard output is
shown to instructors and to nobody else: there our own failures are told in full.

Not protected here: whoever controls submission/ controls what is graded. What the code in it may do is the sandbox's
work; what the archive may hold is the work of intake.
"""

from __future__ import annotations

import secrets
import sys
import traceback
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from rich.console import Console

from autograder.config import load_assignment
from autograder.errors import AutograderError, SubmissionRefused
from autograder.grading.workplace import Workplace
from autograder.intake import receive
from autograder.model import Assignment, Course, Grading, HiddenRuns, Remark, Submission
from autograder.packaging.metadata import before_due, doubts, late_notes
from autograder.reporting import Results, failure_document, print_report, refusal_document, write_results
from autograder.reporting.recorder import Recorder

_STARTING = "grading did not get to its first check"
_FAILED = "the autograder itself failed"

# Few enough bits for every JSON reader to keep exactly.
_SEED_BITS = 48


def run(course: Course, name: str, base: Path = Path("/autograder"), now: datetime | None = None) -> int:
    """Grade the hand-in below `base` and leave its results.json; 0 whatever the score, so that the platform shows it.

    Args:
        now: decides whether hidden checks that are not run before the due date are run; by default, now.

    Only a results.json that cannot be written at all gives 3.
    """
    return _Run(course, name, base, now or datetime.now(timezone.utc)).go()


class _Run:
    """One hand-in on its way; `decided` once results.json says what it shall say in the end."""

    def __init__(self, course: Course, name: str, base: Path, now: datetime) -> None:
        self._course, self._name, self._base, self._now = course, name, base, now
        self._decided = False
        self._doubts: tuple[Remark, ...] = ()

    def go(self) -> int:
        try:
            self._publish(failure_document(_STARTING))
            self._grade()
        except Exception as error:
            _tell(error)
            return 0 if self._decided else self._fail()
        return 0

    def _grade(self) -> None:
        assignment = load_assignment(self._course, self._name)
        metadata = self._base / "submission_metadata.json"
        notes = late_notes(metadata, self._course, self._name)
        self._doubts = doubts(metadata, self._course, self._name, assignment.run_hidden)
        with Workplace() as folder:
            try:
                submission = receive(self._base / "submission", assignment, folder, unpacked=True)
            except SubmissionRefused as refusal:
                print(f"{assignment.title}: refused: {refusal.sentence}")
                for doubt in self._doubts:
                    print(f"For staff: {doubt.why} ({doubt.file}: {doubt.text})")
                self._publish(refusal_document(assignment, refusal.sentence, notes, self._doubts))
                self._decided = True
                return
            self._grade_submission(assignment, submission, notes)

    def _grade_submission(self, assignment: Assignment, submission: Submission, notes: tuple[str, ...]) -> None:
        from autograder.grading.engine import Grader

        seed = secrets.randbits(_SEED_BITS)
        metadata = self._base / "submission_metadata.json"
        postpone = assignment.run_hidden is HiddenRuns.AFTER_DUE_DATE and before_due(
            metadata, self._course, self._name, self._now
        )
        folder = self._base / "results"
        with (
            Grader(assignment) as grader,
            Recorder(
                folder, assignment, submission, grader.run_of(submission, seed, postpone), grader.checks, notes
            ) as recorder,
        ):
            try:
                grading = grader.grade(submission, seed=seed, on_outcome=recorder, postpone_hidden=postpone)
                score = recorder.finish(self._with_doubts(grading))
            except Exception as error:
                _tell(error)
                recorder.grading = self._with_doubts(recorder.grading)
                score = recorder.give_up(_FAILED)
            self._decided = True
            print_report(_console(), assignment, recorder.grading, score, submission, reveal=True)
            for note in notes:
                print(note)
            if grader.shortage:
                print(f"For staff: {grader.shortage}")

    def _with_doubts(self, grading: Grading) -> Grading:
        return replace(grading, remarks=(*grading.remarks, *self._doubts))

    def _fail(self) -> int:
        try:
            self._publish(failure_document(_FAILED))
        except AutograderError:
            return 3
        return 0

    def _publish(self, document: Results) -> None:
        write_results(self._base / "results" / "results.json", document)


def _console() -> Console:
    """Instructors read it in a browser: no colours, and wide enough for a traceback."""
    return Console(file=sys.stdout, width=100, no_color=True, force_terminal=False)


def _tell(error: Exception) -> None:
    """For instructors: what went wrong, in a sentence where it is one of ours, and where."""
    print(f"The autograder failed, and there is no score: {error}")
    traceback.print_exception(error, file=sys.stdout)
    sys.stdout.flush()
