"""How much memory a worker may take: what a reply leads to must be an exception in it, not the machine's end.

A test that computes with what student code answered may take any amount of memory. Beyond the limit that is a
MemoryError, and the student's failure. The limit is on top of what the worker maps when a check begins; it is lifted
while a phase is reported, because a report needs memory, too. In a container it is a quarter of the container's.
"""

from __future__ import annotations

import resource
from pathlib import Path

from autograder.sandbox.inside.jail import mapped

_MOST = 2 << 30
_PART = 4
_FILES = (("memory", "memory.limit_in_bytes"), ("", "memory.max"))  # of the two versions of control groups


def container_limit(root: Path = Path("/")) -> int | None:
    """The least memory that any control group of this process allows, from its own up; None where none does.

    In a container the mounted root is the container's own group, whatever path the process is told.
    """
    found = []
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        for controller, name in _FILES:
            if controller in controllers.split(","):
                top = root / "sys/fs/cgroup" / controller
                own = top / path.strip("/")
                folders = [own, *own.parents] if own != top else [top]
                found += [_read(folder / name).strip() for folder in folders if folder.is_relative_to(top)]
    return min((int(text) for text in found if text.isdecimal() and int(text) < 1 << 60), default=None)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


class WorkerMemory:
    """The memory limit of the calling process."""

    def __init__(self) -> None:
        limit = container_limit()
        self._size = _MOST if limit is None else min(_MOST, limit // _PART)
        self._ceiling = 0

    def begin(self) -> None:
        """A check begins: from what is mapped now, so much more."""
        data = mapped()[1]
        self._ceiling = data + self._size if data else 0
        self.limit()

    def limit(self) -> None:
        """Hold to the limit."""
        if self._ceiling:
            self._set(self._ceiling)

    def lift(self) -> None:
        """Hold to none for a while."""
        self._set(resource.RLIM_INFINITY)

    @staticmethod
    def _set(value: int) -> None:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        unlimited = resource.RLIM_INFINITY
        allowed = hard if value == unlimited else value if hard == unlimited else min(value, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
