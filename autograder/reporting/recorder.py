"""Keeps outcomes.jsonl and the results file up to date during a run, so that it may stop at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from autograder.files import replace_file
from autograder.model import Assignment, Check, Grading, Outcome, Run, Score, Submission
from autograder.reporting.gradescope import GRADESCOPE
from autograder.reporting.outcome_log import OutcomeLog
from autograder.reporting.results_format import ResultsFormat
from autograder.scoring import score

#: seconds between two versions of the results for which the disk is waited for, while a run goes on
SYNC_EVERY = 1.0


class Recorder:
    """Writes both files of one run into a folder: call it with each outcome, then `finish`.

    Until then the results withhold the score; a run that is killed leaves them so, with every outcome. The files are
    complete whatever process is killed. Only a loss of power can lose a second's outcomes, since we do not wait for the
    disk after each check.

    Args:
        folder: an existing folder.
        notes: more sentences for the student, e.g. about lateness.
        results: the format of the results.
        clock: monotonic time in seconds.

    Raises:
        InputError: the files cannot be created.
        GraderError: a file could not be written.
    """

    def __init__(
        self,
        folder: Path,
        assignment: Assignment,
        submission: Submission,
        run: Run,
        checks: tuple[Check, ...],
        notes: Sequence[str] = (),
        results: ResultsFormat = GRADESCOPE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._format = folder / results.file_name, results
        self._clock, self._synced = clock, clock()
        self._assignment, self._submission, self._notes = assignment, submission, notes
        self._log = OutcomeLog(folder / "outcomes.jsonl", run, checks)
        self.grading = Grading(run, checks)
        try:
            self._publish()
        except BaseException:
            self._log.close()
            raise

    def __call__(self, outcome: Outcome) -> None:
        """Record one outcome in both files."""
        self._log.append(outcome)
        self.grading = replace(self.grading, outcomes=(*self.grading.outcomes, outcome))
        self._publish(sync=self._clock() >= self._synced + SYNC_EVERY)

    def finish(self, grading: Grading) -> Score:
        """End the run: `grading` replaces what the results have recorded so far."""
        self.grading = grading
        hints = {outcome.check.id: outcome.hint for outcome in grading.outcomes if outcome.hint}
        self._log.finish(grading.interrupted, grading.remarks, grading.notes, hints)
        return self._publish()

    def give_up(self, reason: str) -> Score:
        """End the run early, with the outcomes so far; students may read `reason`."""
        return self.finish(replace(self.grading, interrupted=reason))

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._log.close()

    def _publish(self, sync: bool = True) -> Score:
        result = score(self.grading)
        data = self._format.graded(self._assignment, self.grading, result, self._submission, self._notes)
        replace_file(self._path, data, sync)
        if sync:
            self._synced = self._clock()
        return result
