"""No lie of a child crashes the runner, takes much of its memory, or outlasts the deadline."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .lies import LIES, WALL, Lie

ROOT = Path(__file__).resolve().parents[2]
#: Times the processor time of making five million small objects just after: how busy the machine is does not count.
MOST_WORK = 6
#: Seconds for lies that are to be ended by the deadline. Generous, because a busy machine does count here.
LATEST = 60 * WALL


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    """What became of each lie, told in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.tell"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {line["lie"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_there_are_many_lies_with_names_of_their_own() -> None:
    assert len({lie.name for lie in LIES}) == len(LIES) >= 150


@pytest.mark.slow
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_a_lie_ends_as_it_should_and_costs_little(lie: Lie, told: dict[str, dict[str, Any]]) -> None:
    line = told[lie.name]
    assert line["ended"] == lie.ends, line["said"]
    assert line["holds"]
    assert line["said"].isprintable() or lie.ends.startswith(("Student", "Assertion"))
    assert line["memory"] < lie.memory
    assert line["work"] < MOST_WORK
    assert line["ended"] != "TimedOut" or line["seconds"] < LATEST


@pytest.mark.slow
def test_no_reply_makes_the_runner_import_torch(told: dict[str, dict[str, Any]]) -> None:
    assert not [name for name, line in told.items() if line["torch"]]
