"""Divides memory among processes if the machine has less than the assignment's limit promises.

If the kernel ends a child because the container's memory is used up, that is a grader error, and any submission could
cause it. So before anything is graded, the container's limit is divided up, and each process meets a limit of its own
first:

    idle        what engine, runner and zygote hold; file pages do not count, since the kernel takes them back
    around      programs beside ours, what the engine comes to hold, the kernel's own
    and for each submission that is graded at a time:
      child     its limit (private and shared memory, stacks), the zygote's memory, which it may copy; pipes; its folder
      reference the same once more, where tests use the reference
      ahead     a child of each kind, forked for the next check, which has run nothing yet
      worker    its limit (a reply, what it is decoded to, what the test does with it), the runner's memory, a report
    tables      page tables of all that

The worker waits for an ended child before it asks the next one for anything (`Job.share`). The sum does not contain
memory that no limit of a process bounds; see overdraft.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.errors import InputError

_MIB = 1 << 20
_AROUND, _AHEAD, _PIPES, _REPORT = 32 * _MIB, 16 * _MIB, 8 * _MIB, 16 * _MIB
_TABLES = 128  # one byte for so many; twice what pages of 4 KiB take
_LEAST_CHILD, _LEAST_WORKER, MOST_WORKER = 48 * _MIB, 32 * _MIB, 2 << 30
_PART = 4  # of what is left, a worker has at least one


@dataclass(frozen=True)
class Held:
    """Bytes that each idle process holds by itself."""

    engine: int
    runner: int
    zygote: int


@dataclass(frozen=True)
class Shares:
    """Bytes that the processes of one submission may each take on top of what they begin with."""

    child: int
    reference: int
    worker: int

    def whole(self, held: Held, scratch: int) -> int:
        """Bytes that a child may come to hold in all."""
        return (self.child + held.zygote + _PIPES + scratch) * (_TABLES + 1) // _TABLES

    def reply(self, promised: int) -> int:
        """The arrays of one answer: the worker holds them, and a copy to see what changes."""
        return min(promised, self.worker // 2)


def share_out(
    promised: int, limit: int | None, held: Held, runs: int = 1, scratch: int = 0, with_reference: bool = False
) -> Shares:
    """The shares with which the sum stays below what the container allows.

    Args:
        promised: what the assignment's limit says.
        limit: what the container allows in all; None if nothing limits it.
        runs: how many submissions are graded at the same time.
        scratch: bytes of a child's folder, which may be memory, too.

    Raises:
        InputError: there is too little.

    >>> held = Held(engine=16 * _MIB, runner=34 * _MIB, zygote=19 * _MIB)
    >>> share_out(1024 * _MIB, None, held).child // _MIB
    1024
    >>> shares = share_out(1024 * _MIB, 768 * _MIB, held)
    >>> shares.child // _MIB, shares.worker // _MIB
    (427, 142)
    """
    if limit is None:
        return Shares(promised, promised, MOST_WORKER)
    sides = 2 if with_reference else 1
    taken = sides * (held.zygote + _PIPES + scratch + _AHEAD) + held.runner + _REPORT
    all_idle = held.engine + held.runner + held.zygote + _AROUND
    left = ((limit - all_idle) // runs - taken) * (_TABLES - 1) // _TABLES
    worker = max(_LEAST_WORKER, left // _PART)
    child = min(promised, (left - worker) // sides)
    if child < min(promised, _LEAST_CHILD):
        least = sides * _LEAST_CHILD + _LEAST_WORKER
        needed = all_idle + runs * (taken + least * _TABLES // (_TABLES - 1) + _MIB)
        raise too_little(f"{limit >> 20} MiB in all", needed, ", or grade fewer at a time" if runs > 1 else "")
    return Shares(child, child if with_reference else promised, min(MOST_WORKER, left - sides * child))


def capped(shares: Shares, room: int | None, room_of_worker: int | None) -> Shares:
    """The same if a process may not have more than this on top of what it begins with.

    >>> capped(Shares(100 * _MIB, 100 * _MIB, 90 * _MIB), 60 * _MIB, None) == Shares(60 * _MIB, 60 * _MIB, 90 * _MIB)
    True
    """
    if room is not None:
        shares = Shares(min(shares.child, room), min(shares.reference, room), shares.worker)
    if room_of_worker is not None:
        shares = Shares(shares.child, shares.reference, min(shares.worker, room_of_worker))
    return shares


def require(shares: Shares, promised: int, limit: int) -> None:
    """Check that a limit on single processes leaves enough.

    Raises:
        InputError: it does not.
    """
    missing = max(min(promised, _LEAST_CHILD) - shares.child, _LEAST_WORKER - shares.worker)
    if missing > 0:
        raise too_little(f"{limit >> 20} MiB to a process (ulimit -v or -d)", limit + missing)


def too_little(allowed: str, needed: int, or_else: str = "") -> InputError:
    """What to say if not even the smallest check fits."""
    return InputError(
        "memory",
        f"this machine allows {allowed}, too little for the smallest check",
        f"allow {-(-needed // _MIB)} MiB at least (container, batch job or `ulimit -v`){or_else}",
    )


def shortage(promised: int, shares: Shares, limit: int | None, of_process: int | None) -> str:
    """A sentence for staff when a check gets less than it is promised; "" when it does not."""
    if shares.child >= promised:
        return ""
    allowed = [f"{limit >> 20} MiB in all"] if limit is not None else []
    allowed += [f"{of_process >> 20} MiB to a process (ulimit)"] if of_process is not None else []
    return (
        f"this machine allows {' and '.join(allowed)}, so a check gets {shares.child >> 20} MiB instead of the "
        f"{promised >> 20} MiB of limits.memory: choose a larger one, or lower the limit, if right answers need more"
    )
