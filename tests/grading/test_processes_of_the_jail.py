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
from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ChildProcess, ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess


class Killer(ZygoteClient):
    """Kills the first children that it spawns."""

    kills = 0

    def spawn(self, spec: ChildSpec) -> ChildProcess:
        child = super().spawn(spec)
        if self.kills:
            self.kills -= 1
            os.kill(child.pid, signal.SIGKILL)
        return child


@pytest.fixture
def killer(zygote: ZygoteProcess) -> Iterator[Killer]:
    zygote_client = Killer(zygote.connect())
    yield zygote_client
    zygote_client.close()


def gaps(killer: Killer, folder: Path, kills: int) -> list[str]:
    killer.kills = kills
    probe = messages.Probe(str(folder), list(python_folders()), None, list(LAYERS), [], [])
    return find_gaps(probe, killer).gaps


@pytest.mark.slow
def test_a_killed_canary_is_followed_by_another(killer: Killer, tmp_path: Path) -> None:
    assert gaps(killer, tmp_path, kills=2) == gaps(killer, tmp_path, kills=0)


def test_a_jail_that_no_canary_survives_is_none(killer: Killer, tmp_path: Path) -> None:
    assert gaps(killer, tmp_path, kills=3) == ["(the canary was killed 3 times)"]


def test_a_child_that_is_ended_twice_costs_no_other(zygote: ZygoteProcess, tmp_path: Path) -> None:
    zygote_client = ZygoteClient(zygote.connect())
    spec = spec_of(str(tmp_path), python_folders(), Limits())
    number = zygote_client.spawn(spec).pid
    zygote_client.ask({"op": "reap", "pid": number})
    with pytest.raises(GraderError, match=f"there is no child {number}"):
        zygote_client.ask({"op": "reap", "pid": number})
    assert zygote_client.spawn(spec).pid != number
    zygote_client.close()
