"""What a check may take where the machine has less memory than the assignment's limit promises.

A child that takes what it is promised, on a machine that does not have it, is ended by the kernel: a grader error,
which any hand-in could choose. So the container's limit is compared with what idle processes hold before anything is
graded; a check then gets what there is, and beyond it a MemoryError of its own.
"""

from __future__ import annotations

_WORKER = 64 << 20  # bytes that one submission's worker may come to hold
_LEAST = 128 << 20


def budget(promised: int, limit: int | None, idle: int, zygote: int, checks: int = 1, scratch: int = 0) -> int:
    """Bytes that each of `checks` children may take at the same time.

    Args:
        promised: what the assignment's limit says.
        limit: what the container allows in all; None where nothing limits it.
        idle: what engine, runner and zygote hold; zygote: its part, half of which a child may come to copy.
        scratch: bytes of a check's folder, which may be memory, too.

    >>> mib = 1 << 20
    >>> budget(1024 * mib, None, 120 * mib, 40 * mib) // mib
    1024
    >>> budget(1024 * mib, 768 * mib, 120 * mib, 40 * mib) // mib
    564
    >>> budget(1024 * mib, 256 * mib, 120 * mib, 40 * mib) // mib
    128
    """
    if limit is None:
        return promised
    each = (limit - idle) // checks - _WORKER - zygote // 2 - scratch
    return min(promised, max(each, _LEAST))


def shortage(promised: int, given: int, limit: int | None) -> str:
    """A sentence for staff when a check gets less than it is promised; "" when it does not."""
    if limit is None or given >= promised:
        return ""
    return (
        f"this machine allows {limit >> 20} MiB in all, so a check gets {given >> 20} MiB instead of the "
        f"{promised >> 20} MiB of limits.memory: choose a larger one, or lower the limit, if right answers need more"
    )
