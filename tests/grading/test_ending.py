"""Where a child hangs is told, however late a busy machine lets it say so; and nobody waits for ever."""

from __future__ import annotations

import time
from typing import Any

import pytest

from autograder.grading.remote.channel import DeadlineReached
from autograder.grading.remote.ending import ChildEnding
from autograder.grading.remote.faults import TimedOut
from autograder.model import Limits

DUMP = 'Current thread 0x00007f (most recent call first):\n  File "/root-of-it/student.py", line 7 in spin\n'


class Process:
    def dump(self) -> None:
        pass

    def reap(self, wait: bool = False) -> None:
        pass


class Channel:
    """Its child writes the dump after it was waited for so many times; each wait takes all its time."""

    def __init__(self, waits: float, clock: list[float]) -> None:
        self.waits, self.clock = waits, clock

    def linger(self, seconds: float) -> None:
        self.waits -= 1
        self.clock[0] += seconds

    def printed(self) -> tuple[str, str]:
        return "", DUMP if self.waits < 0 else ""


def explained(waits: float, monkeypatch: pytest.MonkeyPatch) -> tuple[TimedOut, float]:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    process: Any = Process()
    channel: Any = Channel(waits, clock)
    fault = ChildEnding(process, channel, Limits(), "/root-of-it", sealed=True, share=0).explained(DeadlineReached())
    assert isinstance(fault, TimedOut)
    return fault, clock[0]


def test_a_dump_that_comes_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fault, _ = explained(20, monkeypatch)
    assert fault.place is not None and (fault.place.file, fault.place.line) == ("student.py", 7)


def test_a_child_that_never_says_where_it_is_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    fault, waited = explained(float("inf"), monkeypatch)
    assert fault.place is None and waited < 3.5
