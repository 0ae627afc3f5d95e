"""A child that speaks the wire and lies: pipes as a real one has, and a script of bytes in place of a program."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.framing import FrameLimits, blocking_reader, pack, write_frame
from autograder.sandbox.zygote_client import ExitStatus

_LIMITS = FrameLimits(header=1 << 28, buffers=1 << 22, payload=1 << 32)


class FakeChild:
    """The child's ends of the pipes, as a lie uses them. `number` is that of the request last read."""

    def __init__(self, read: int, write: int, out: int, error: int) -> None:
        self.read, self.write, self.out, self.error = read, write, out, error
        self.number = 0
        self._requests = blocking_reader(read, _LIMITS)

    def request(self) -> schema.Request:
        """Wait for the next request."""
        header, _ = self._requests.frame()
        request = schema.request_decoder.decode(header)
        self.number = request.id
        return request

    def send(self, *pieces: bytes) -> None:
        """Bytes as they are."""
        write_frame(self.write, pieces)

    def frame(self, header: bytes, buffers: Sequence[bytes] = ()) -> None:
        """One well-formed frame around any header."""
        write_frame(self.write, pack(header, buffers, _LIMITS))

    def reply(self, body: Any, buffers: Sequence[bytes] = (), updates: Sequence[Any] = ()) -> None:
        """One well-formed reply to the request last read."""
        self.frame(schema.encoder.encode(schema.Reply(self.number, list(updates), body)), buffers)

    def value(self, value: Any, buffers: Sequence[bytes] = (), updates: Sequence[Any] = ()) -> None:
        self.reply(schema.Result(value), buffers, updates)

    def raw(self, value: bytes) -> None:
        """A reply whose value is given in MessagePack, byte by byte."""
        number = schema.encoder.encode(self.number)
        self.frame(b"\x93" + number + b"\x90\x92\xa2ok" + value)

    def close(self) -> None:
        for descriptor in (self.read, self.write, self.out, self.error):
            os.close(descriptor)


class FakeProcess:
    """What a RpcClient sees of it; in place of autograder.sandbox.zygote_client.ChildProcess."""

    def __init__(self, lie: Callable[[FakeChild], None]) -> None:
        pipes = [os.pipe() for _ in range(4)]
        self.pid = -1
        self.requests, self.replies = pipes[0][1], pipes[1][0]
        self.outputs = (pipes[2][0], pipes[3][0])
        self._child = FakeChild(pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1])
        threading.Thread(target=self._run, args=(lie,), daemon=True).start()

    def _run(self, lie: Callable[[FakeChild], None]) -> None:
        try:
            lie(self._child)
        except (OSError, EOFError):
            return  # the other side has had enough
        finally:
            self._child.close()

    def dump(self) -> None:
        """It says where it is when it likes."""

    def reap(self, wait: bool = False) -> ExitStatus:
        return ExitStatus(ended=True, status=0, cpu=0.0, peak=0, excess="")

    def close(self) -> None:
        """Close the trusted side's ends, so that a script that waits for a request ends."""
        for descriptor in (self.requests, self.replies, *self.outputs):
            os.close(descriptor)
