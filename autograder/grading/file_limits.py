"""Limits how much student code may write to files in a check, and tells the student when the limit was reached."""

from __future__ import annotations

import errno

from autograder.grading.remote.faults import StudentError
from autograder.model import Limits
from autograder.sandbox.inside.file_trees import Room, in_mebibytes

#: How Python and torch tell of a file system that is full, and of a file that is as large as it may be.
_SIGNS = (f"[Errno {errno.ENOSPC}]", f"[Errno {errno.EFBIG}]", "failed writing file")


def allowance(limits: Limits) -> str:
    """Says what files a check may write.

    >>> allowance(Limits(scratch=4 << 20))
    'a check may write 4 MiB to files, in 1024 files and folders at most, nested at most 32 deep'
    """
    room = Room.of(limits.scratch)
    return (
        f"a check may write {in_mebibytes(room.size)} to files, in {room.entries} files and folders at most, "
        f"nested at most {room.depth} deep"
    )


def advice(error: StudentError, limits: Limits) -> str:
    """A sentence about an exception that says that there is no room for a file; "" for any other exception.

    >>> advice(StudentError("x"), Limits(scratch=4 << 20))
    ''
    """
    if limits.scratch and any(sign in str(error)[:400] for sign in _SIGNS):
        return allowance(limits)
    return ""
