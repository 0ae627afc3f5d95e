"""Whatever of the grader is killed, at whatever moment: nothing that was known is lost, and nothing is left."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS, EACH = (1, 2), 20


@pytest.fixture(scope="module")
def trials() -> list[dict[str, Any]]:
    """What became of every trial; the seeds' trials run side by side."""
    command = [sys.executable, "-m", "tests.faults.inject"]
    running = [
        subprocess.Popen([*command, str(seed), str(EACH)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for seed in SEEDS
    ]
    lines = [line for process in running for line in process.communicate()[0].splitlines()]
    assert [process.returncode for process in running] == [0] * len(SEEDS)
    return [json.loads(line) for line in lines]


def test_there_are_two_hundred_trials_and_every_process_is_hit_often(trials: list[dict[str, Any]]) -> None:
    hit = Counter(trial["target"] for trial in trials)
    assert len(trials) >= 200
    assert all(hit[target] == len(SEEDS) * EACH for target in ("engine", "runner", "worker", "zygote", "child"))


def test_no_promise_is_broken_whatever_is_killed(trials: list[dict[str, Any]]) -> None:
    broken = {f"{trial}": trial["wrong"] for trial in trials if trial["wrong"]}
    assert not broken, "\n".join(broken)
