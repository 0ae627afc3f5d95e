"""Measures how much memory a grader's processes use when idle, and so how much each check may take."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from autograder.errors import InputError
from autograder.grading import messages
from autograder.grading.memory.budget import Held, Shares, capped, require, share_out, shortage
from autograder.model import Limits
from autograder.sandbox.memory_limits import available_memory, process_limits, smallest_group

_STEP = 16 << 20  # bytes; what idle processes hold differs by less from start to start
_ENOUGH = 256 << 20  # bytes for a worker, without which too many checks would be run again
_REFERENCE = re.compile(r"\breference(?:\.\w|\s+import\b)|\bimport\s+reference\b")


@dataclass(frozen=True)
class Memory:
    """Bytes of a process: mapped; of these, data; resident; and of these, not backed by a file."""

    mapped: int = 0
    data: int = 0
    resident: int = 0
    own: int = 0


@dataclass(frozen=True)
class Allotment:
    """What a check may take on this machine.

    Attributes:
        child: bytes that a child may come to hold in all, where a container limits all processes together; else 0.
        shortage: a sentence for staff where it is less than the assignment promises, or "".
        less: what the processes may take if it is less than on a machine that has enough, the trusted worker included;
            else empty. A run with less may end differently, so it must not be mistaken for one with enough.
    """

    shares: Shares
    child: int
    shortage: str
    less: tuple[int, ...] = ()


def allot(limits: Limits, pids: Mapping[str, int], config: messages.RunnerConfig, runs: int) -> Allotment:
    """What each process of a submission may take, where `runs` submissions are graded at the same time.

    Args:
        pids: of "engine", "runner" and "zygote", all of them idle.

    Raises:
        InputError: the machine has too little for any check.
    """
    group, (space, data) = smallest_group(), process_limits()
    limit = None if group is None else group.limit
    found = {name: held_by(pid) for name, pid in pids.items()}
    held = Held(**{name: memory.own for name, memory in found.items()})
    shares = share_out(
        limits.memory,
        limit,
        held,
        runs,
        limits.scratch,
        uses_reference(config),
    )
    shares = capped(shares, _room(space, data, found["zygote"]), _room(space, data, found["runner"]))
    smallest = min((limit for limit in (space, data) if limit is not None), default=None)
    if smallest is not None:
        require(shares, limits.memory, smallest)
    child = 0 if limit is None else shares.whole(held, limits.scratch)
    is_less = shares != share_out(limits.memory, None, held)
    less = tuple(size // _STEP for size in astuple(shares)) if is_less else ()
    return Allotment(shares, child, shortage(limits.memory, shares, limit, smallest), less)


def allot_together(
    limits: Limits, pids: Mapping[str, int], config: messages.RunnerConfig, alone: Allotment, most: int, runs: int = 1
) -> tuple[int, Shares]:
    """How many checks of a submission may run at the same time, and what their processes may take then.

    So many that a child may take what it may alone, on what this machine has free now: only workers, which hold
    answers, may get less, as a check that ends for that is run again alone.

    Args:
        alone: what a check may take that runs alone.
        most: how many are wanted; runs: how many submissions are graded at the same time.
    """
    if most == 1:
        return 1, alone.shares
    group, (space, data) = smallest_group(), process_limits()
    bounds = [bound for bound in (available_memory(), None if group is None else group.limit) if bound is not None]
    found = {name: held_by(pid) for name, pid in pids.items()}
    held = Held(**{name: memory.own for name, memory in found.items()})
    wanted, scratch, sides = limits.memory, limits.scratch, uses_reference(config)
    for jobs in range(most, 1, -1):
        try:
            shares = share_out(wanted, min(bounds, default=None), held, jobs * runs, scratch, sides)
        except InputError:
            continue
        shares = capped(shares, _room(space, data, found["zygote"]), _room(space, data, found["runner"]))
        worker = min(shares.worker, alone.shares.worker)
        if (shares.child, shares.reference) == (alone.shares.child, alone.shares.reference) and worker >= _ENOUGH:
            return jobs, replace(shares, worker=worker)
    return 1, alone.shares


def held_by(pid: int) -> Memory:
    """What a process holds now; zeros if /proc cannot tell."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            pages = [int(number) for number in file.read().split()]
    except OSError:
        return Memory()
    size = os.sysconf("SC_PAGE_SIZE")
    return Memory(pages[0] * size, pages[5] * size, pages[1] * size, (pages[1] - pages[2]) * size)


def uses_reference(config: messages.RunnerConfig) -> bool:
    """Whether any test may use the reference: without one there is no second child to keep memory for."""
    if not config.solution:
        return False
    files = [path for folder in (config.public, config.hidden) if folder for path in Path(folder).rglob("*.py")]
    return any(_REFERENCE.search(path.read_text(encoding="utf-8-sig", errors="replace")) for path in files)


def _room(space: int | None, data: int | None, begun: Memory) -> int | None:
    """Bytes that a fork of a process may map on top of what that maps now; None for any."""
    rooms = [limit - now for limit, now in ((space, begun.mapped), (data, begun.data)) if limit is not None]
    return min(rooms, default=None)
