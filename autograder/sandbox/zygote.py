"""Starting and stopping the zygote, from the engine; ordering children from it, from a runner.

The zygote is a fresh program (its memory holds nothing of ours but the code in inside/), started with a scrubbed
environment. What its children may read is named here; which user they become is decided here.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import GraderError
from autograder.sandbox.inside.jail import LAYERS
from autograder.sandbox.inside.order import ENVIRONMENT, Order
from autograder.sandbox.places import free_user, python_folders, unreadable_for

_ROOT = str(Path(__file__).resolve().parents[2])
#: The package's folder is on the path only while our own modules are imported; children cannot import from it.
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from autograder.sandbox.inside.zygote import main; "
    "sys.path.pop(0); main()"
)
_PYTHON = (sys.executable, "-P" if sys.version_info >= (3, 11) else "-s")
_FIRST_USER = 61_100
_PIPE_SIZE = 1 << 20
_MOST_AWAITED = 16
_SET_PIPE_SIZE = 1031


@dataclass(frozen=True)
class Population:
    """As whom children run.

    Attributes:
        first_user: the first of the slots' users, or None when children keep our own.
        obstacle: why they keep it although we are root: a folder that nobody else may enter.
    """

    first_user: int | None
    obstacle: str = ""


def population(layers: Sequence[str] = LAYERS) -> Population:
    """Slot users where we are root and another user can read all of Python."""
    if os.name != "posix" or os.geteuid() != 0 or "uid" not in layers:
        return Population(None)
    user = free_user(_FIRST_USER)
    obstacle = unreadable_for(user, (*python_folders(), tempfile.gettempdir()))
    return Population(None if obstacle else user, obstacle)


class ZygoteEnded(GraderError):
    """It has died, or was killed."""

    def __init__(self) -> None:
        super().__init__("sandbox", "the zygote has ended", "run it again")


class Zygote:
    """A running zygote; a context manager.

    Args:
        preload: the modules to import before the first fork.
        folder: where children's scratch folders may be made.
        layers: the layers of the jail; fewer than all only to measure what each of them stops.

    Raises:
        GraderError: it does not start, with its reason.
    """

    def __init__(self, preload: Sequence[str], folder: Path, layers: Sequence[str] = LAYERS) -> None:
        self.layers = tuple(layers)
        self.population = population(layers)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = ENVIRONMENT | {"PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1"}
        with theirs:
            self.process = subprocess.Popen(
                [*_PYTHON, "-c", _START, _ROOT, str(theirs.fileno()), str(folder), *preload],
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        self._is_ready = False

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_ready(self) -> None:
        """Return once it has imported what it shall; only then can clients be connected."""
        if self._is_ready:
            return
        answer = _receive(self._control)
        if answer is None or "error" in answer:
            self.process.kill()
            _, text = self.process.communicate()
            reason = answer["error"] if answer else text.decode(errors="replace").strip()[-2000:]
            raise GraderError("sandbox", f"the zygote did not start: {reason}", "see `autograder doctor`")
        self._is_ready = True

    def connect(self) -> socket.socket:
        """A socket by which one runner orders children; the zygote kills them when all copies of it are closed.

        Raises:
            ZygoteEnded
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                _send(self._control, {"op": "client"}, [theirs.fileno()])
            answer = _receive(self._control)
        except OSError:
            answer = None
        if answer is None:
            ours.close()
            raise ZygoteEnded
        return ours

    def user(self, slot: int, reference: bool = False) -> int | None:
        """The user of a slot's children; a submission and its reference have different ones."""
        first = self.population.first_user
        return None if first is None else first + 2 * slot + reference

    def close(self) -> None:
        self._control.close()
        try:
            self.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@dataclass(frozen=True)
class Ending:
    """How a child ended.

    Attributes:
        ended: True when it ended by itself, before it was reaped.
        status: its exit code, or minus the number of the signal that killed it.
        cpu: seconds of CPU time; peak: bytes resident.
        overflowed: it was killed for writing too much to its folder.
    """

    ended: bool
    status: int
    cpu: float
    peak: int
    overflowed: bool


class Process:
    """A child and the four pipes to it: `requests` and `replies` of the wire, `outputs` that it prints to."""

    def __init__(self, spawner: Spawner, requests: int, replies: int, outputs: tuple[int, int]) -> None:
        self._spawner = spawner
        self.requests, self.replies, self.outputs = requests, replies, outputs
        self._born: dict[str, Any] = {}
        self._ending: Ending | None = None

    @property
    def pid(self) -> int:
        """Its number; waits until it has been forked.

        Raises:
            GraderError: it could not be.
        """
        if not self._born:
            self._spawner.settle()
        if "error" in self._born:
            raise _refused(self._born)
        number: int = self._born["pid"]
        return number

    def born(self, answer: dict[str, Any]) -> None:
        """The zygote's answer to the order."""
        self._born = answer

    def dump(self) -> None:
        """Have it write where it is to its standard error."""
        with contextlib.suppress(GraderError):
            self._spawner.ask({"op": "dump", "pid": self.pid})

    def reap(self) -> Ending:
        """End it, if it has not ended, and say how it did; may be called again."""
        if self._ending is None:
            self._ending = Ending(**self._spawner.ask({"op": "reap", "pid": self.pid}))
        return self._ending

    def close(self) -> None:
        """End it, without waiting for its end, and close the pipes."""
        try:
            if self._ending is None:
                self._spawner.post({"op": "reap", "pid": self.pid})
        finally:
            for descriptor in {self.requests, self.replies, *self.outputs}:
                with contextlib.suppress(OSError):
                    os.close(descriptor)


class Spawner:
    """A runner's end of a client socket.

    The zygote does what it is asked in order. What nobody has to wait for is posted, and its answer taken later: so a
    child is jailed while the runner is still at the check before.

    Attributes:
        ended: True once the zygote was found to have ended.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._awaited: deque[Callable[[dict[str, Any]], object]] = deque()
        self.ended = False

    def spawn(self, order: Order) -> Process:
        """A new child, ordered and perhaps not there yet; if there never is one, its pipes are at their end.

        Raises:
            ZygoteEnded
        """
        pipes = [os.pipe() for _ in range(4)]
        _enlarge(pipes[0][1])
        _enlarge(pipes[1][1])
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1]]
        ours = [pipes[0][1], pipes[1][0], pipes[2][0], pipes[3][0]]
        child = Process(self, ours[0], ours[1], (ours[2], ours[3]))
        try:
            self.post({"op": "spawn", "order": vars(order)}, theirs, child.born)
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
        self.ask({"op": "prepare", "name": name, "path": path})

    def ask(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        """One request to the zygote and its answer.

        Raises:
            ZygoteEnded
            GraderError: it cannot do that.
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
            _send(self._connection, message, descriptors)
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
                answer = _receive(self._connection)
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


def _send(target: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors).tobytes())] if descriptors else []
    target.sendmsg([json.dumps(message).encode()], ancillary)


def _receive(source: socket.socket) -> dict[str, Any] | None:
    """One message; None when the other side has hung up."""
    try:
        text = source.recv(1 << 16)
    except ConnectionResetError:
        return None
    answer: dict[str, Any] | None = json.loads(text) if text else None
    return answer
