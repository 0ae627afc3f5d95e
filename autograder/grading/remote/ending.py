"""Explains how a child ended, in terms of the student's program."""

from __future__ import annotations

import signal
import time

from autograder.grading.crash_dumps import place_in
from autograder.grading.file_limits import allowance
from autograder.grading.memory.overdraft import Overdraft
from autograder.grading.remote.channel import Channel, ChildEnded, DeadlineReached
from autograder.grading.remote.faults import Crashed, Place, ScratchOverflow, StudentFault, TimedOut
from autograder.model import Limits
from autograder.sandbox.zygote_client import ChildProcess, ExitStatus

#: how a dump of where a child is begins, the most seconds until it does (on a busy machine), and those that it takes
_DUMP_BEGINS, _MOST_UNTIL_DUMP, _DUMP_SECONDS = "(most recent call first)", 3.0, 0.2


class ChildEnding:
    """Finds out why a child ended, or why it is being ended.

    Args:
        sealed: the jail holds, so student code cannot send itself SIGKILL.
        share: bytes that the child may come to hold in all, if a container's memory is divided up; else 0.
    """

    def __init__(
        self, process: ChildProcess, channel: Channel, limits: Limits, root: str, sealed: bool, share: int
    ) -> None:
        self._process, self._channel, self._limits, self._root = process, channel, limits, root
        self._sealed, self._overdraft = sealed, Overdraft(share)

    def explained(self, fault: BaseException) -> StudentFault:
        """What a fault of the wire, or the end of the child, means for the student's program."""
        if isinstance(fault, DeadlineReached):
            return TimedOut(self._limits.wall, self._place_of_hang())
        if isinstance(fault, ChildEnded):
            return self._ended(self._process.reap(wait=True))
        self._process.reap()
        assert isinstance(fault, StudentFault)
        return fault

    def _ended(self, ending: ExitStatus) -> StudentFault:
        """Why the child ended by itself.

        No limit of its own kills a child: too much memory is a MemoryError, or an abort of a library, and processor
        time is a signal with a name. Seccomp refuses SIGKILL to oneself. So whatever killed it was somebody else.
        """
        if ending.excess:
            return ScratchOverflow(ending.excess, allowance(self._limits))
        killed = ending.ended and ending.status == -signal.SIGKILL
        overdrawn = killed and self._sealed and self._overdraft.has_happened()
        return Crashed(ending, self._place(), foreign=killed and self._sealed and not overdrawn, overdrawn=overdrawn)

    def _place_of_hang(self) -> Place | None:
        self._process.dump()
        latest = time.monotonic() + _MOST_UNTIL_DUMP
        while _DUMP_BEGINS not in self._channel.printed()[1] and time.monotonic() < latest:
            self._channel.linger(_DUMP_SECONDS / 4)
        self._channel.linger(_DUMP_SECONDS)
        place = self._place()
        self._process.reap()
        return place

    def _place(self) -> Place | None:
        return place_in(self._channel.printed()[1], self._root)
