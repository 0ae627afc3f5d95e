"""Where submissions are graded: threads over one warm grader, or processes on other machines with one grader each."""

from __future__ import annotations

from autograder.batch.engines.cluster import ClusterEngine
from autograder.batch.engines.engine import Engine
from autograder.batch.engines.threads import ThreadEngine
from autograder.errors import InputError
from autograder.model import Assignment
from autograder.sandbox.processors import allowed_processors

THREADS, SLURM = "threads", "slurm"


def engine_named(name: str, assignment: Assignment, workers: int | None = None, allow_degraded: bool = False) -> Engine:
    """The engine that `--on` names; it starts nothing yet.

    Args:
        workers: how many submissions to grade at once; by default, one per processor.

    Raises:
        InputError: there is no such engine.
    """
    if workers is not None and workers < 1:
        raise InputError("--workers", f"{workers} is too few", "use 1 or more")
    if name == THREADS:
        return ThreadEngine(assignment, workers or allowed_processors(), allow_degraded)
    if name == SLURM or "://" in name:
        return ClusterEngine(assignment, name, workers, allow_degraded)
    raise InputError("--on", f"there is no engine {name!r}", f"choose {THREADS}, {SLURM} or tcp://host:port")
