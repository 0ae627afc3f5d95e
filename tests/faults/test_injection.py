"""Whatever of the grader is killed, at whatever moment: nothing that was known is lost, nothing is left, and no verdict
differs from that of an undisturbed run but that of the check that was hit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .course import WAYS_TO_DIE
from .inject import KILLS_OF_CHILDREN, TARGETS

ROOT = Path(__file__).resolve().parents[2]
SEEDS, EACH = (1, 2), 15

pytestmark = pytest.mark.slow


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


def test_there_are_two_hundred_kills_and_every_process_is_hit_often(trials: list[dict[str, Any]]) -> None:
    kills: Counter[str] = Counter()
    for trial in trials:
        kills[trial["target"]] += trial["kills"]
    assert kills.total() >= 200
    assert all(kills[target] >= len(SEEDS) * EACH for target in TARGETS if target != "student")
    assert kills["child"] >= len(SEEDS) * EACH * KILLS_OF_CHILDREN
    assert {trial["way"] for trial in trials if trial["hits"]} >= set(WAYS_TO_DIE) - {"hang"}


def test_no_promise_is_broken_whatever_is_killed(trials: list[dict[str, Any]]) -> None:
    broken = [trial for trial in trials if trial["wrong"]]
    assert not broken, "\n".join(map(str, broken))
