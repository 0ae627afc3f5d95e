"""Frames to and from one child, within its deadline; drains and caps what it prints.

The child may lie about lengths, dribble bytes, stop reading or fill its output; nothing here waits longer than the
deadline or allocates more than the limits, and memory for data that it announces is allocated only page by page as the
data arrives.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.grading.remote.faults import BadReply, TooMuchOutput
from autograder.model import Limits
from autograder.sandbox.inside.wire.framing import REPLIES, Buffer, FrameReader, WireError
from autograder.sandbox.zygote_client import ChildProcess

_READ = 1 << 16
_MOST_HEARD = 8 << 20


class ChildEnded(Exception):
    """The child closed its end."""


class DeadlineReached(Exception):
    """The child's time is used up."""


class Channel:
    """The pipes of one child.

    Args:
        process: whose pipes they are.
        limits: of replies and output; its wall time starts now.
    """

    def __init__(self, process: ChildProcess, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._requests, self._replies = process.requests, process.replies
        self._limits, self._clock = limits, clock
        frames = replace(REPLIES, payload=limits.reply)
        self._frames = FrameReader(frames, self._read, lambda size: np.empty(size, np.uint8))
        self.deadline = clock() + limits.wall
        self._outputs = {descriptor: bytearray() for descriptor in process.outputs}
        self._printed = 0
        self._fresh: dict[int, bytearray] = {}  # what was printed since somebody listens and has not heard yet
        for descriptor in (self._requests, self._replies, *process.outputs):
            os.set_blocking(descriptor, False)
        self._reading, self._writing = select.poll(), select.poll()
        self._reading.register(self._replies, select.POLLIN)
        self._writing.register(self._requests, select.POLLOUT)
        for descriptor in process.outputs:
            self._reading.register(descriptor, select.POLLIN)
            self._writing.register(descriptor, select.POLLIN)

    def extend(self) -> None:
        """Give the child its full time again, from now on."""
        self.deadline = self._clock() + self._limits.wall

    def send(self, parts: Sequence[Buffer]) -> None:
        """Write one frame.

        Raises:
            ChildEnded, DeadlineReached, TooMuchOutput
        """
        for part in parts:
            view = memoryview(part)
            while view:
                try:
                    view = view[os.write(self._requests, view) :]
                except BlockingIOError:
                    self._wait(self._writing, self._requests)
                except BrokenPipeError:
                    raise ChildEnded from None

    def receive(self) -> tuple[Any, list[Any]]:
        """Read one frame: its header, and its buffers as uint8 arrays.

        Raises:
            ChildEnded, DeadlineReached, TooMuchOutput
            BadReply: the frame's lengths exceed the limits.
        """
        self._wait(self._reading, self._replies)  # an answer takes its time
        try:
            return self._frames.frame()
        except WireError as error:
            raise BadReply(str(error)) from None

    def printed(self) -> tuple[str, str]:
        """The first part of what it has written to standard output and to standard error so far."""
        for descriptor in self._outputs:
            self._drain_all(descriptor)
        out, error = (bytes(text).decode("utf-8", "replace") for text in self._outputs.values())
        return out, error

    def listen(self) -> None:
        """From now on, keep printed text for `heard`."""
        for descriptor in self._outputs:
            self._drain_all(descriptor)
            self._fresh[descriptor] = bytearray()

    def heard(self) -> tuple[str, str]:
        """The text printed to standard output and to standard error since the last call, or since `listen`."""
        for descriptor in self._outputs:
            self._drain_all(descriptor)
        out, error = (bytes(text).decode("utf-8", "replace") for text in self._fresh.values())
        for text in self._fresh.values():
            text.clear()
        return out, error

    def linger(self, seconds: float) -> None:
        """Wait until standard error grows, for at most `seconds`."""
        error = list(self._outputs)[1]
        end = self._clock() + seconds
        before = len(self._outputs[error])
        while len(self._outputs[error]) == before and self._clock() < end:
            time.sleep(0.005)
            self._drain_all(error)

    def _read(self, buffer: memoryview) -> int:
        while True:
            try:
                count = os.readv(self._replies, [buffer])
            except BlockingIOError:
                self._wait(self._reading, self._replies)
                continue
            if not count:
                raise ChildEnded
            return count

    def _wait(self, poll: select.poll, wanted: int) -> None:
        """Return when `wanted` may be ready; meanwhile, drain the output."""
        left = self.deadline - self._clock()
        if left <= 0:
            raise DeadlineReached
        for descriptor, _ in poll.poll(min(left * 1000 + 1, 60_000)):
            if descriptor != wanted:
                self._drain(descriptor)

    def _drain(self, descriptor: int) -> bool:
        """Take one piece of output; False when there is none now."""
        try:
            piece = os.read(descriptor, _READ)
        except BlockingIOError:
            return False
        if not piece:
            for poll in (self._reading, self._writing):
                try:
                    poll.unregister(descriptor)
                except KeyError:
                    return False
            return False
        kept = self._outputs[descriptor]
        kept += piece[: max(0, self._limits.output_kept - len(kept))]
        if descriptor in self._fresh and len(self._fresh[descriptor]) < _MOST_HEARD:
            self._fresh[descriptor] += piece
        self._printed += len(piece)
        if self._printed > self._limits.output_killed:
            raise TooMuchOutput(self._limits.output_killed)
        return True

    def _drain_all(self, descriptor: int) -> None:
        try:
            while self._drain(descriptor):
                pass
        except TooMuchOutput:
            pass  # this check is over anyway
