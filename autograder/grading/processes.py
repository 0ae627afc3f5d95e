"""A grader's two warm processes: started in parallel, and restarted when one has died."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from autograder.grading import messages
from autograder.grading.runner_process import RunnerEnded, RunnerProcess, WorkerProcess
from autograder.sandbox.zygote_client import ZygoteEnded
from autograder.sandbox.zygote_process import ZygoteProcess

_TO_DIE = 5.0  # seconds in which a process that does not answer has to be gone


class Processes:
    """A zygote and a runner.

    Args:
        config: of the assignment, for the runner.
        preload: modules that the zygote imports; beside: further packages that children may import.
        folder: for the runner's log and the children's scratch folders.
        layers: of the jail.
    """

    def __init__(
        self,
        config: messages.RunnerConfig,
        preload: Sequence[str],
        folder: Path,
        layers: Sequence[str],
        beside: Sequence[str] = (),
    ) -> None:
        self.config, self._preload, self._layers, self._beside = config, preload, layers, beside
        self._scratch, self.log = folder / "scratch", folder / "runner.log"
        self._scratch.mkdir(mode=0o711)
        self._room = folder / "runner"
        self._room.mkdir(mode=0o700)
        self._lock = threading.Lock()
        self.zygote = self._new_zygote()
        try:
            self.runner = RunnerProcess(config, self.log, self._room)
        except BaseException:
            self.zygote.close()
            raise

    def start_worker(self, command: messages.Command, *queue: int) -> WorkerProcess:
        """A worker of the runner, with the queue that it takes its checks from, if there is one; a dead process is
        restarted first.

        Raises:
            GraderError: one of them does not start.
        """
        try:
            return self._start_worker(command, *queue)
        except RunnerEnded:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.runner.process.wait(_TO_DIE)
            return self._start_worker(command, *queue)

    def _start_worker(self, command: messages.Command, *queue: int) -> WorkerProcess:
        with self._lock:
            self.replace_dead()
            try:
                connection = self.zygote.connect()
            except ZygoteEnded:
                self.zygote.process.wait(_TO_DIE)
                self.replace_dead()
                connection = self.zygote.connect()
        return self.runner.start(command, connection, *queue)

    def _new_zygote(self) -> ZygoteProcess:
        return ZygoteProcess(self._preload, self._scratch, self._layers, self._beside)

    def pids(self) -> dict[str, int]:
        """Their process ids, by name."""
        return {"runner": self.runner.process.pid, "zygote": self.zygote.process.pid}

    def close(self) -> None:
        """End both."""
        self.runner.close()
        self.zygote.close()

    def replace_dead(self) -> None:
        """Restart each process that has ended."""
        if self.zygote.process.poll() is not None:
            self.zygote.close()
            self.zygote = self._new_zygote()
        if self.runner.process.poll() is not None:
            self.runner.close()
            self.runner = RunnerProcess(self.config, self.log, self._room)
            self.runner.collected()
