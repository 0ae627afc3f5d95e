"""What is killed from outside, or ended twice, changes nothing for others: neither the mode nor their children."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import GraderError
from autograder.grading import messages
from autograder.grading.canary import find_gaps
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ChildProcess, ZygoteClient
from autograder.sandbox.zygote_process import ZygoteProcess


class Killer(ZygoteClient):
    """Kills the first children that it spawns."""

    kills = 0

    def spawn(self, order: ChildSpec) -> ChildProcess:
        child = super().spawn(order)
        if self.kills:
            self.kills -= 1
            os.kill(child.pid, signal.SIGKILL)
        return child


@pytest.fixture
def killer(zygote: ZygoteProcess) -> Iterator[Killer]:
    spawner = Killer(zygote.connect())
    yield spawner
    spawner.close()


def gaps(killer: Killer, folder: Path, kills: int) -> list[str]:
    killer.kills = kills
    probe = messages.Probe(str(folder), list(python_folders()), None, list(LAYERS), [], [])
    return find_gaps(probe, killer).gaps


def test_a_killed_canary_is_followed_by_another(killer: Killer, tmp_path: Path) -> None:
    assert gaps(killer, tmp_path, kills=2) == gaps(killer, tmp_path, kills=0)


def test_a_jail_that_no_canary_survives_is_none(killer: Killer, tmp_path: Path) -> None:
    assert gaps(killer, tmp_path, kills=3) == ["(the canary was killed 3 times)"]


def test_a_child_that_is_ended_twice_costs_no_other(zygote: ZygoteProcess, tmp_path: Path) -> None:
    spawner = ZygoteClient(zygote.connect())
    order = ChildSpec(str(tmp_path), (str(tmp_path), *python_folders()))
    number = spawner.spawn(order).pid
    spawner.ask({"op": "reap", "pid": number})
    with pytest.raises(GraderError, match=f"there is no child {number}"):
        spawner.ask({"op": "reap", "pid": number})
    assert spawner.spawn(order).pid != number
    spawner.close()
