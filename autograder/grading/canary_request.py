"""The engine's side of the canary: before anything is graded, a child tries to break each promise of the jail."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import GraderError
from autograder.grading import messages
from autograder.grading.processes import Processes
from autograder.model import Assignment
from autograder.sandbox.readable_paths import python_folders

_ANSWERS_WITHIN = 60  # seconds


def probe_jail(assignment: Assignment, processes: Processes, folder: Path, layers: Sequence[str]) -> messages.Gaps:
    """What student code could do here, and which layers of the jail hold.

    Raises:
        GraderError: the canary gave no usable answer.
    """
    root = folder / "canary"
    root.mkdir(mode=0o755)
    secret = [*map(str, (assignment.public_tests, assignment.hidden_tests, assignment.solution))]
    probe = messages.Probe(
        str(root),
        list(python_folders()),
        processes.zygote.user(0),
        list(layers),
        [path for path in (*secret, str(processes.log)) if os.path.exists(path)],
        [os.getpid(), *processes.pids().values()],
        assignment.limits.scratch,
    )
    worker = processes.start_worker(probe)
    try:
        for event in worker.events(time.monotonic() + _ANSWERS_WITHIN):
            if isinstance(event, messages.Gaps):
                return event
            if isinstance(event, messages.Broken):
                raise GraderError("sandbox", f"the canary could not be run: {event.text}", "see `autograder doctor`")
    except TimeoutError:
        worker.kill()
    finally:
        worker.close()
    raise GraderError("sandbox", "the canary gave no answer", "see `autograder doctor`")
