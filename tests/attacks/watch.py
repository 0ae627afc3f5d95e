"""Watches from outside what the children of a zygote take while they run: memory, processes, threads."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

#: of each check at a time: one at work, the next one, and one that has just ended, of the submission and the reference
_MOST_CHILDREN = 6
_BLOCK = 512  # bytes; the unit of st_blocks
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
        shared: bytes of shared memory that the attack holds.
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
    """Samples the processes below `zygote` every few milliseconds; a context manager.

    Args:
        mark: what the names of files that an attack makes in /dev/shm hold.
        helper: a socket to a program of root's that runs `help_to_see`, where we are not root ourselves.
        at_once: how many checks run at the same time.
    """

    def __init__(
        self, zygote: int, mark: str, helper: socket.socket | None = None, at_once: int = 1, period: float = 0.005
    ) -> None:
        self._zygote, self._mark, self._helper, self._period = zygote, mark, helper, period
        self._most = _MOST_CHILDREN * at_once
        self._known = set(children(os.getpid()))
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._failure: Exception | None = None
        self.taken = Taken()

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        if self._failure is not None:  # what was not seen must not pass for what was not taken
            raise self._failure

    def _run(self) -> None:
        try:
            self._look()
        except Exception as error:
            self._failure = error

    def _look(self) -> None:
        while not self._done.is_set():
            orphans = set(children(os.getpid())) - self._known
            own = children(self._zygote)
            others = {*orphans, *(pid for child in own for pid in descendants(child))}
            pids = [*own, *others]
            seen = [_status(pid) for pid in pids]
            taken = self.taken
            taken.pids.update(pids)
            taken.processes = max(taken.processes, len(others), len(own) - self._most)
            taken.memory = max([taken.memory, *(memory for memory, _ in seen)])
            taken.threads = max([taken.threads, *(threads for _, threads in seen)])
            taken.shared = max(taken.shared, self._shared(pids))
            time.sleep(self._period)

    def _shared(self, alive: list[int]) -> int:
        if self._helper is None:
            return shared_of(self.taken.pids, alive, self._mark)
        question = json.dumps([sorted(self.taken.pids), alive, self._mark])
        self._helper.sendall(f"{question}\n".encode())
        answer = b""
        while not answer.endswith(b"\n"):
            answer += self._helper.recv(100)
        return int(answer)


def help_to_see(connection: socket.socket) -> None:
    """Answer an ordinary user's `Watch`, which may not see what a process of a jail holds; until it ends."""
    with connection, connection.makefile() as questions:
        for line in questions:
            creators, alive, mark = json.loads(line)
            connection.sendall(f"{shared_of(creators, alive, mark)}\n".encode())


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


def processor_seconds(pid: int) -> float:
    """What a process has used, by itself and in the kernel; nothing once it has ended."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            user, system = file.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


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


def shared_of(creators: Collection[int], alive: Collection[int], mark: str) -> int:
    """Bytes of shared memory of one attack alone, whatever other programs take meanwhile.

    Of a process that we may not look into, as an ordinary user in a jail's, only what it has mapped is seen.

    Args:
        creators: every process of it so far: a segment outlives the one that made it.
        alive: those that may have files without names open.
        mark: as for `Watch`.
    """
    files: dict[tuple[int, int], int] = {}
    mapped = 0
    for pid in alive:
        try:
            files |= _nameless(pid) | _own_mounts(pid)
        except PermissionError:  # it is not dumpable, or is about to end
            mapped = max(mapped, _mapped(pid))
        except OSError:
            continue
    for path in glob.glob(f"/dev/shm/*{glob.escape(mark)}*"):
        with contextlib.suppress(OSError):
            status = os.stat(path)
            files[status.st_dev, status.st_ino] = status.st_blocks * _BLOCK
    return max(sum(files.values()) + _segments(creators), mapped)


def _mapped(pid: int) -> int:
    """Bytes of shared memory that a process has touched; it may share them with another."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status") as file:
        return sum(int(line.split()[1]) << 10 for line in file if line.startswith("RssShmem:"))
    return 0


def _nameless(pid: int) -> dict[tuple[int, int], int]:
    """Files that a process has open and that live in memory alone: device and number -> bytes."""
    found = {}
    for name in os.listdir(f"/proc/{pid}/fd"):
        path = f"/proc/{pid}/fd/{name}"
        with contextlib.suppress(FileNotFoundError):
            if os.readlink(path).startswith(("/memfd:", "/dev/shm/")):
                status = os.stat(path)
                found[status.st_dev, status.st_ino] = status.st_blocks * _BLOCK
    return found


def _own_mounts(pid: int) -> dict[tuple[int, int], int]:
    """File systems in memory that a process sees and we do not, such as its scratch folder: device, 0 -> bytes."""
    if os.readlink(f"/proc/{pid}/ns/mnt") == os.readlink("/proc/self/ns/mnt"):
        return {}
    ours, found = {device for device, _ in _mounts(os.getpid())}, {}
    for device, place in _mounts(pid):
        if device not in ours:
            status = os.statvfs(f"/proc/{pid}/root{place}")
            found[device, 0] = (status.f_blocks - status.f_bfree) * status.f_frsize
    return found


def _mounts(pid: int) -> Iterator[tuple[int, str]]:
    """Device and place of each file system in memory."""
    with open(f"/proc/{pid}/mountinfo") as file:
        for line in file:
            before, _, after = line.partition(" - ")
            if after.startswith("tmpfs "):
                device, place = before.split()[2], before.split()[4]
                yield os.makedev(*map(int, device.split(":"))), re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), place)


def _segments(creators: Collection[int]) -> int:
    """Bytes in segments of System V that these processes have made."""
    try:
        with open("/proc/sysvipc/shm") as file:
            titles, *lines = [line.split() for line in file]
    except (OSError, ValueError):
        return 0
    creator, resident = titles.index("cpid"), titles.index("rss")
    return sum(int(line[resident]) for line in lines if int(line[creator]) in creators)
