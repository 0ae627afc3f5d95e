"""Finds out how much memory this machine allows: the container, the batch system's job, and each single process.

This is read before anything is graded. If there is less than the assignment promises, a child that takes all that it
was promised is ended by the kernel (a limit of a control group), or meets a MemoryError too early (a limit of a
process).
"""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.control_groups import own_groups

# Of the two versions of control groups. Beyond memory.high a group is slowed down until nothing moves. Swap is not
# counted: where there is some, the kernel has more room than this says.
_FILES = (("memory", "memory.limit_in_bytes"), ("", "memory.max"), ("", "memory.high"))


@dataclass(frozen=True)
class Group:
    """A control group, and the bytes that all its processes together may hold."""

    folder: Path
    limit: int

    def kills(self) -> int:
        """How many of its processes the kernel has ended because this memory was used up; 0 if it does not say."""
        return sum(_field(self.folder / name, "oom_kill") for name in ("memory.oom_control", "memory.events"))

    def held(self) -> int:
        """Bytes that its processes hold now and the kernel cannot take back: everything but the pages of files."""
        used = [_read(self.folder / name).strip() for name in ("memory.usage_in_bytes", "memory.current")]
        files = [_field(self.folder / "memory.stat", f"{kind}_file") for kind in ("active", "inactive")]
        totals = [_field(self.folder / "memory.stat", f"total_{kind}_file") for kind in ("active", "inactive")]
        return sum(int(text) for text in used if text.isdecimal()) - (sum(totals) or sum(files))


def smallest_group(root: Path = Path("/")) -> Group | None:
    """The control group of this process, from its own up, that allows the least memory; None if none limits it.

    In a container the mounted root is the container's own group, whatever path the process is told.
    """
    found = [
        (folder, _read(folder / name).strip()) for controller, name in _FILES for folder in own_groups(controller, root)
    ]
    groups = [Group(folder, int(text)) for folder, text in found if text.isdecimal() and int(text) < 1 << 60]
    return min(groups, key=lambda group: group.limit, default=None)


def container_limit(root: Path = Path("/")) -> int | None:
    """The least memory that any control group of this process allows; None if none does."""
    group = smallest_group(root)
    return None if group is None else group.limit


def available_memory(root: Path = Path("/")) -> int | None:
    """Bytes that programs can have on this machine without others giving any up; None if the kernel does not say."""
    return _field(root / "proc/meminfo", "MemAvailable:") * 1024 or None


def process_limits() -> tuple[int | None, int | None]:
    """Bytes of address space, and of data, that a process of ours may have (`ulimit -v`, `ulimit -d`); None: any.

    Of the two limits that each has, the hard one counts: children set the other one themselves.
    """
    space, data = (resource.getrlimit(which)[1] for which in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
    return (
        None if space == resource.RLIM_INFINITY else space,
        None if data == resource.RLIM_INFINITY else data,
    )


def remedy(otherwise: str) -> str:
    """What to do about a process that does not start; if there is a limit on memory, that comes first."""
    limits = [limit for limit in (container_limit(), *process_limits()) if limit is not None]
    if not limits:
        return otherwise
    return f"allow more memory than {min(limits) >> 20} MiB (container, batch job or `ulimit -v`), or {otherwise}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _field(path: Path, name: str) -> int:
    """The number behind a name in a file of names and numbers."""
    found = [line.split()[1] for line in _read(path).splitlines() if line.startswith(f"{name} ")]
    return int(found[0]) if found and found[0].isdecimal() else 0
