"""The files of a run while it goes on: the log knows each outcome at once, the results those of up to a second before."""

from __future__ import annotations

from pathlib import Path

from autograder.model import Grading
from autograder.reporting.outcome_log import read_outcomes
from autograder.reporting.recorder import PUBLISH_EVERY, Recorder
from tests.reporting.examples import ASSIGNMENT, GRADING, OUTCOMES, RUN, SUBMISSION


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_results_are_written_anew_once_a_second_and_at_the_end(tmp_path: Path) -> None:
    clock, results = Clock(), tmp_path / "results.json"
    with Recorder(tmp_path, ASSIGNMENT, SUBMISSION, RUN, GRADING.checks, clock=clock) as recorder:
        first = results.read_bytes()
        for number, outcome in enumerate(OUTCOMES[:-1], 1):
            recorder(outcome)
            assert results.read_bytes() == first
            assert len(read_outcomes(tmp_path / "outcomes.jsonl").outcomes) == number
        clock.seconds += PUBLISH_EVERY
        recorder(OUTCOMES[-1])
        second = results.read_bytes()
        assert second != first
        recorder.finish(Grading(RUN, GRADING.checks, OUTCOMES, notes=("the end",)))
    assert results.read_bytes() != second
