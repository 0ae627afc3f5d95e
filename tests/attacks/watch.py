"""Watches from outside what the children of a zygote take while they run: memory, processes, threads."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from dataclasses import dataclass, field

#: one at work, the next one, and one that has just ended, of the submission and of the reference
_MOST_CHILDREN = 6
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PR_SET_CHILD_SUBREAPER = 36
_PF_EXITING = 4  # linux/sched.h; it runs no code of its own any more


def adopt_orphans() -> None:
    """Whoever of our descendants loses its parent becomes our child, so that none can hide."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@dataclass
class Taken:
    """The most that was seen at once.

    Attributes:
        memory: bytes resident in one process.
        shared: bytes of shared memory on the whole machine, beyond what there was before.
        processes: processes that the zygote did not start itself.
        threads: of one process.
        pids: every process seen below the zygote.
    """

    memory: int = 0
    shared: int = 0
    processes: int = 0
    threads: int = 0
    pids: set[int] = field(default_factory=set)


class Watch:
    """Samples the processes below `zygote` every few milliseconds; a context manager."""

    def __init__(self, zygote: int, period: float = 0.005) -> None:
        self._zygote, self._period = zygote, period
        self._known = set(children(os.getpid()))
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.taken = Taken()

    def __enter__(self) -> Watch:
        self._before = _shared()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.is_set():
            orphans = set(children(os.getpid())) - self._known
            own = children(self._zygote)
            others = {*orphans, *(pid for child in own for pid in descendants(child))}
            pids = [*own, *others]
            seen = [_status(pid) for pid in pids]
            taken = self.taken
            taken.pids.update(pids)
            taken.processes = max(taken.processes, len(others), len(own) - _MOST_CHILDREN)
            taken.memory = max([taken.memory, *(memory for memory, _ in seen)])
            taken.threads = max([taken.threads, *(threads for _, threads in seen)])
            taken.shared = max(taken.shared, _shared() - self._before)
            time.sleep(self._period)


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, itself not among them."""
    found: list[int] = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(word) for word in file.read().split()]
    except (OSError, ValueError):
        return []


def is_alive(pid: int) -> bool:
    """Whether a process runs: one that has ended and waits to be reaped does not, nor one that the kernel is ending."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[0] not in "ZX" and not int(fields[6]) & _PF_EXITING
    except OSError:
        return False


def is_killed(pid: int) -> bool:
    """Whether SIGKILL waits for a process: it ends as soon as it is its turn."""
    try:
        with open(f"/proc/{pid}/status") as file:
            waiting = [int(line.split()[1], 16) for line in file if line.startswith(("SigPnd:", "ShdPnd:"))]
    except (OSError, ValueError):
        return False
    return any(signals >> (signal.SIGKILL - 1) & 1 for signals in waiting)


def _status(pid: int) -> tuple[int, int]:
    try:
        with open(f"/proc/{pid}/statm") as file:
            memory = int(file.read().split()[1]) * _PAGE
        with open(f"/proc/{pid}/stat") as file:
            threads = int(file.read().rpartition(")")[2].split()[17])
    except (OSError, ValueError, IndexError):
        return 0, 0
    return memory, threads


def _shared() -> int:
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) << 10 for line in file if line.startswith("Shmem:"))
