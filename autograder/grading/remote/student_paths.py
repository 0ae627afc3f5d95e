"""A path that student code returned: a test can inspect, compare and send it back, but not open it.

It names a file of the student's process, or anything that this process chooses to name: a test that read it on the
trusted side could read any file of the grader, and quote it.
"""

from __future__ import annotations

import pathlib
from typing import Any

from autograder.grading.remote.faults import CheckAuthorError


class StudentPath(pathlib.PurePosixPath):
    """A `PosixPath` to `isinstance`, without the methods that touch files."""

    __slots__ = ()

    @property  # type: ignore[misc] # as in unittest.mock
    def __class__(self) -> Any:
        return pathlib.PosixPath

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(pathlib.PosixPath, name):
            raise AttributeError(name)
        raise CheckAuthorError(
            f"{self}.{name}: the path is the student's word, and its file is in the student's process; write a driver "
            "that reads the file and returns its text"
        )

    def __repr__(self) -> str:
        return f"PosixPath({str(self)!r})"
