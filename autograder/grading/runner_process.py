"""The engine's end of a runner: starts it, sends commands, watches it, restarts it when it dies."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import GraderError
from autograder.grading import messages
from autograder.sandbox.memory_limits import remedy

_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from autograder.grading.runner import main; main()"
_PYTHON = (sys.executable, "-s", *(["-P"] if sys.version_info >= (3, 11) else []))
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "USER")
_READ = 1 << 16


class RunnerEnded(GraderError):
    """The runner is gone; another can be started."""

    def __init__(self, printed: str) -> None:
        super().__init__("runner", f"it has ended: {printed}", "run it again")


class RunnerProcess:
    """A runner process.

    Args:
        config: of the assignment.
        log: the file for its output; for staff.
        folder: an empty one, in which it works: files that a test creates by a relative path go there.
    """

    def __init__(self, config: messages.RunnerConfig, log: Path, folder: Path) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._lock = threading.Lock()
        self._log = log
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        log.touch(mode=0o600)
        with theirs, log.open("ab") as output:
            self.process = subprocess.Popen(
                [*_PYTHON, "-c", _START, _ROOT, str(theirs.fileno()), messages.encoder.encode(config).decode()],
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def collected(self) -> messages.Collected:
        """The collected checks; waits for them.

        Raises:
            GraderError: it ended instead.
        """
        try:
            data = self._take(int.from_bytes(self._take(8), "little"))
        except (EOFError, ConnectionError):
            self.process.wait()
            raise GraderError(
                "runner", f"it ended while it collected the tests: {self.printed()}", remedy("fix the tests")
            ) from None
        event = messages.event_decoder.decode(data)
        assert isinstance(event, messages.Collected)
        return event

    def start(self, command: messages.Command, zygote: socket.socket, *queue: int) -> WorkerProcess:
        """A worker that carries out `command`; it takes over `zygote`. It takes its checks from the queue, if any."""
        read, write = os.pipe()
        try:
            with zygote:
                pid = self._ask(command, zygote.fileno(), write, *queue)
        except RunnerEnded:
            os.close(read)
            raise
        finally:
            os.close(write)
        return WorkerProcess(pid, read, self)

    def ending(self, pid: int) -> int:
        """The exit code of a worker that is being ended, or has ended: minus the signal, 0 if it is not known."""
        try:
            return self._ask(messages.ExitStatusQuery(pid))
        except RunnerEnded:
            return 0

    def _ask(self, command: messages.Command | messages.ExitStatusQuery, *descriptors: int) -> int:
        data = messages.encoder.encode(command)
        beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors).tobytes())] if descriptors else []
        try:
            with self._lock:
                self._control.sendmsg([len(data).to_bytes(8, "little")], beside)
                self._control.sendall(data)
                return int.from_bytes(self._take(8), "little", signed=True)
        except (OSError, EOFError):
            raise RunnerEnded(self.printed()) from None

    def printed(self) -> str:
        """The last of what it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace").strip()[-3000:]

    def close(self) -> None:
        self._control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _take(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._control.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


class WorkerProcess:
    """A worker of `runner` and its pipe of events."""

    def __init__(self, pid: int, events: int, runner: RunnerProcess) -> None:
        self.pid, self._events, self._runner = pid, events, runner
        self._pending = b""
        self._poll = select.poll()  # select.select refuses descriptors from 1024 on
        self._poll.register(events, select.POLLIN)

    def events(self, deadline: float) -> Iterator[messages.Event]:
        """Events as they come, until it closes the pipe.

        Raises:
            TimeoutError: nothing more by `deadline` (on the monotonic clock).
        """
        yield from self._complete()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise TimeoutError
            if not self._fill():
                return
            yield from self._complete()

    def fileno(self) -> int:
        """The pipe of its events, to wait for."""
        return self._events

    def read(self) -> list[messages.Event] | None:
        """The events that have come, after waiting for any; None at the end of them."""
        return list(self._complete()) if self._fill() else None

    def _fill(self) -> bool:
        """Take what is in the pipe; False at its end."""
        piece = os.read(self._events, _READ)
        self._pending += piece
        return bool(piece)

    def kill(self) -> None:
        """End it at once; the zygote then ends its children."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def ending(self) -> int:
        """How it ended; it is ended first if it has not. Minus the signal, 0 if it is not known or was told to."""
        self.kill()
        return self._runner.ending(self.pid)

    def end(self, wait: bool) -> None:
        """End it and close the pipe; with `wait`, it is gone when this returns."""
        if wait:
            self.ending()
        else:
            self.kill()
        self.close()

    def close(self) -> None:
        os.close(self._events)

    def _complete(self) -> Iterator[messages.Event]:
        while b"\n" in self._pending:
            line, self._pending = self._pending.split(b"\n", 1)
            yield messages.event_decoder.decode(line)
