"""A runner's end of the zygote: asks it for children.

The zygote is told as little as possible, because each of its children can read whatever it was told.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.errors import GraderError
from autograder.model import Limits
from autograder.sandbox.fd_messages import receive, send
from autograder.sandbox.inside.child_spec import ChildSpec, send_spec

_PIPE_SIZE = 1 << 20
_MOST_AWAITED = 16
_SET_PIPE_SIZE = 1031


def spec_of(root: str, readable: Sequence[str], limits: Limits, **others: Any) -> ChildSpec:
    """The specification of a child that may use what `limits` allow.

    Args:
        readable: what may be read besides `root`.
        others: further fields of the specification, or replacements for those that come from the limits.
    """
    fields: dict[str, Any] = {
        "cpu_seconds": cpu_seconds(limits.wall),
        "memory": limits.memory,
        "threads": limits.threads,
        "open_files": limits.open_files,
        "file_size": limits.file_size,
        "scratch": limits.scratch,
    }
    return ChildSpec(root, (root, *readable), **fields | others)


def cpu_seconds(wall: float) -> int:
    """Whole seconds of processor time for a check of so many seconds of wall time: it is wall time that ends first."""
    return int(wall) + 1


class ZygoteEnded(GraderError):
    """It has died, or was killed."""

    def __init__(self) -> None:
        super().__init__("sandbox", "the zygote has ended", "run it again")


@dataclass(frozen=True)
class ExitStatus:
    """How a child ended.

    Attributes:
        ended: True when it ended by itself, before it was reaped.
        status: its exit code, or minus the number of the signal that killed it.
        cpu: seconds of CPU time; peak: bytes resident.
        excess: what it did in its scratch folder and was killed for, e.g. "wrote more than 4 MiB to files", or "".
    """

    ended: bool
    status: int
    cpu: float
    peak: int
    excess: str


class ChildProcess:
    """A child and the four pipes to it: `requests` and `replies` of the wire, `outputs` that it prints to."""

    def __init__(self, zygote_client: ZygoteClient, requests: int, replies: int, outputs: tuple[int, int]) -> None:
        self._zygote_client = zygote_client
        self.requests, self.replies, self.outputs = requests, replies, outputs
        self._born: dict[str, Any] = {}
        self._ending: ExitStatus | None = None

    @property
    def pid(self) -> int:
        """Its number; waits until it has been forked.

        Raises:
            GraderError: it could not be.
        """
        if not self._born:
            self._zygote_client.settle()
        if "error" in self._born:
            raise _refused(self._born)
        number: int = self._born["pid"]
        return number

    def born(self, answer: dict[str, Any]) -> None:
        """The zygote's answer to the spec."""
        self._born = answer

    @property
    def is_born(self) -> bool:
        """Whether the zygote has said that it was forked."""
        return "pid" in self._born

    def abandon(self) -> None:
        """Close the pipes of a child that was never forked."""
        for descriptor in {self.requests, self.replies, *self.outputs}:
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def dump(self) -> None:
        """Make it write where it is to its standard error."""
        with contextlib.suppress(GraderError):
            self._zygote_client.ask({"op": "dump", "pid": self.pid})

    def reap(self, wait: bool = False) -> ExitStatus:
        """End it, if it has not ended, and say how it did; may be called again.

        Args:
            wait: it seems to be ending: give it a moment to.
        """
        if self._ending is None:
            self._ending = ExitStatus(**self._zygote_client.ask({"op": "reap", "pid": self.pid, "wait": wait}))
        return self._ending

    def close(self) -> None:
        """End it, and close the pipes; wait for its end only if `patient` says so."""
        try:
            if self._ending is None:
                self._zygote_client.post({"op": "reap", "pid": self.pid})
                if self._zygote_client.patient:
                    self._zygote_client.settle()
        finally:
            self.abandon()


class ZygoteClient:
    """A runner's end of a client socket.

    The zygote carries out requests in order. Requests for which nobody has to wait are posted, and their answers taken
    later, so a child is jailed while the runner is still busy with the check before.

    Attributes:
        ended: True once the zygote was found to have ended.
        patient: whether to wait for a child that is closed, because the next one needs its memory.
    """

    def __init__(self, connection: socket.socket, patient: bool = False) -> None:
        self._connection, self.patient = connection, patient
        self._awaited: deque[Callable[[dict[str, Any]], object]] = deque()
        self.ended = False

    def spawn(self, spec: ChildSpec, template: bool = False) -> ChildProcess:
        """A new child, ordered and perhaps not there yet; if there never is one, its pipes are at their end.

        Args:
            template: it may become a template, if it has a user of its own.

        Raises:
            ZygoteEnded
        """
        order: dict[str, Any] = {"op": "spawn", "user": spec.uid, "scratch": spec.scratch}
        child = self._ordered(order | {"template": True} if template else order)
        with contextlib.suppress(BrokenPipeError):  # there will be no child; whoever uses it is told
            send_spec(spec, child.requests)
        return child

    def fork(self, template: ChildProcess) -> ChildProcess | None:
        """A fork of a template; None if there can be no more.

        Raises:
            ZygoteEnded
        """
        child = self._ordered({"op": "fork", "pid": template.pid})
        self.settle()
        if child.is_born:
            return child
        child.abandon()
        return None

    def _ordered(self, message: dict[str, Any]) -> ChildProcess:
        pipes = [os.pipe() for _ in range(4)]
        _enlarge(pipes[0][1])
        _enlarge(pipes[1][1])
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1]]
        ours = [pipes[0][1], pipes[1][0], pipes[2][0], pipes[3][0]]
        child = ChildProcess(self, ours[0], ours[1], (ours[2], ours[3]))
        try:
            self.post(message, theirs, child.born)
        except BaseException:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return child

    def prepare(self, name: str, path: str) -> None:
        """Compile a driver once for all children that are spawned from now on."""
        with open(path, "rb") as file:
            self.ask({"op": "prepare", "name": name}, [file.fileno()])

    def ask(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        """One request to the zygote and its answer.

        Raises:
            ZygoteEnded
            GraderError: it cannot carry it out.
        """
        found: dict[str, Any] = {}
        self.post(message, descriptors, found.update)
        self.settle()
        if "error" in found:
            raise _refused(found)
        return found

    def post(
        self,
        message: dict[str, Any],
        descriptors: Sequence[int] = (),
        hear: Callable[[dict[str, Any]], object] = lambda _: None,
    ) -> None:
        """A request whose answer is not waited for; `hear` is told it later.

        Raises:
            ZygoteEnded
        """
        if len(self._awaited) >= _MOST_AWAITED:
            self.settle()
        try:
            send(self._connection, message, descriptors)
        except OSError:
            raise self._over() from None
        self._awaited.append(hear)

    def settle(self) -> None:
        """Take all answers that are still to come.

        Raises:
            ZygoteEnded
        """
        while self._awaited:
            try:
                answer = receive(self._connection)
            except OSError:
                answer = None
            if answer is None:
                raise self._over()
            self._awaited.popleft()(answer)

    def _over(self) -> ZygoteEnded:
        self.ended = True
        return ZygoteEnded()

    def close(self) -> None:
        self._connection.close()


def _refused(answer: dict[str, Any]) -> GraderError:
    return GraderError("sandbox", answer["error"], "see `autograder doctor`")


def _enlarge(pipe: int) -> None:
    import fcntl

    with contextlib.suppress(OSError):  # a user may have used up the memory for pipes; smaller ones work, too
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_SIZE)
