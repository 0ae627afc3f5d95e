"""Limits a worker's memory, so that a large reply ends in an exception and does not bring down the machine.

A test that computes with an answer of student code may take any amount of memory. Beyond the limit, that is a
MemoryError, and the student's failure. The limit is on top of what the worker maps when it begins, and is the same for
all of its checks, so that what checks leave behind does not add up. It is lifted while a phase is reported, because a
report needs memory, too. memory/budget.py decides how large it is.
"""

from __future__ import annotations

import ctypes
import gc
import resource
import sys

from autograder.sandbox.inside.jail.layers import mapped

_TRACES = (
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
)  # where pytest keeps the last failure, and its frames


class MemoryKept(Exception):
    """The checks so far have left too little for the next one: a fresh worker has to run it."""


class WorkerMemory:
    """The memory limit of the calling process: `size` bytes from now on."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._base = mapped()[1]

    def recover(self) -> None:
        """Between two checks, get back the memory that earlier checks have left behind.

        Raises:
            MemoryKept: too little came back.
        """
        if not self._is_worn():
            return
        for name in _TRACES:
            if hasattr(sys, name):
                delattr(sys, name)
        gc.collect()
        if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc keeps what is freed: see preload.py
            trim(0)
        if self._is_worn():
            raise MemoryKept

    def _is_worn(self) -> bool:
        return mapped()[1] > self._base + self._size // 4

    def limit(self) -> None:
        """Hold to the limit."""
        if self._base:
            self._set(self._base + self._size)

    def lift(self) -> None:
        """Hold to none for a while."""
        self._set(resource.RLIM_INFINITY)

    @staticmethod
    def _set(value: int) -> None:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        unlimited = resource.RLIM_INFINITY
        allowed = hard if value == unlimited else value if hard == unlimited else min(value, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
