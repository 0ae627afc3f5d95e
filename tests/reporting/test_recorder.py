"""The files of a run while it goes on: both know each outcome at once, and the disk is waited for once a second."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.model import Grading
from autograder.reporting.outcome_log import read_outcomes
from autograder.reporting.recorder import SYNC_EVERY, Recorder
from tests.reporting.examples import ASSIGNMENT, GRADING, OUTCOMES, RUN, SUBMISSION


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_results_know_each_outcome_and_are_synced_once_a_second_and_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, results, synced = Clock(), tmp_path / "results.json", []
    monkeypatch.setattr(os, "fsync", synced.append)
    with Recorder(tmp_path, ASSIGNMENT, SUBMISSION, RUN, GRADING.checks, clock=clock) as recorder:
        assert len(synced) == 1
        versions = {results.read_bytes()}
        for number, outcome in enumerate(OUTCOMES[:-1], 1):
            recorder(outcome)
            versions.add(results.read_bytes())
            assert len(versions) == number + 1
            assert len(read_outcomes(tmp_path / "outcomes.jsonl").outcomes) == number
        assert len(synced) == 1
        clock.seconds += SYNC_EVERY
        recorder(OUTCOMES[-1])
        assert len(synced) == 2
        recorder.finish(Grading(RUN, GRADING.checks, OUTCOMES, notes=("the end",)))
        assert len(synced) == 3
