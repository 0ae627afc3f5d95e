"""Decides whether a killed child was at fault: it had taken more of a container's memory than its share.

The shares (memory/budget.py) fit into the container, so as long as each process keeps to its own, the kernel ends none.
The kernel does not limit two things process by process: page tables of memory that is mapped in tiny pieces, and the
room that a child gains when it gives back the libraries that it started with. In both cases the kernel ends up killing
the child, which would be a grader error that a submission could cause.

So the group's account decides. Suppose that the kernel has ended one of its processes since this child began, and that
the memory now held, without the child, leaves room for all that the child may take. Then the child had taken more. If
something else fills the container, there is no such room, and the child is not to blame.
"""

from __future__ import annotations

import time

from autograder.sandbox.memory_limits import Group, smallest_group

#: Seconds in which the kernel takes back what an ended process held; page tables come back late. Well within what the
#: supervisor waits beyond a check's wall time (its GRACE), so that no victim of something else is told as slow.
_TO_FREE = 2.0


class Overdraft:
    """One child's account.

    Args:
        share: bytes that it may come to hold in all; 0 if the machine's memory is not shared out.
        group: what the child belongs to.
    """

    def __init__(self, share: int, group: Group | None = None) -> None:
        self._share = share
        self._group = (group or smallest_group()) if share else None
        self._kills = self._group.kills() if self._group else 0

    def has_happened(self) -> bool:
        """To be asked when the child has ended."""
        group = self._group
        if group is None or group.kills() <= self._kills:
            return False
        end = time.monotonic() + _TO_FREE
        while group.held() + self._share > group.limit:
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True
