"""The runner ends when the engine does, whatever the engine had begun to say."""

from __future__ import annotations

import socket

import pytest

from autograder.grading import messages
from autograder.grading.runner import RunnerPlugin

COMMAND = messages.encoder.encode(messages.ExitStatusQuery(7))
MESSAGE = len(COMMAND).to_bytes(8, "little") + COMMAND


class HungUp:
    """A socket whose other end has gone; who reads on after its end would do so for ever."""

    def __init__(self, data: bytes) -> None:
        self._data, self._has_ended = data, False

    def recv(self, size: int) -> bytes:
        assert not self._has_ended
        piece, self._data = self._data[:size], self._data[size:]
        self._has_ended = not piece
        return piece

    def recvmsg(self, size: int, _: int) -> tuple[bytes, list[object], int, None]:
        return self.recv(size), [], 0, None


def test_a_whole_command_is_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(MESSAGE)
        assert received(theirs) == (messages.ExitStatusQuery(7), [])


@pytest.mark.parametrize("size", range(len(MESSAGE)))
def test_a_command_that_breaks_off_is_the_end(size: int) -> None:
    assert received(HungUp(MESSAGE[:size])) == (None, [])


def received(control: object) -> object:
    runner = RunnerPlugin.__new__(RunnerPlugin)
    runner._control = control  # type: ignore[assignment]
    return runner._receive()
