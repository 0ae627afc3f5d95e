"""Lets threads reserve no more address space than they need.

The jail limits what a process maps, and glibc maps much that a thread will hardly use: 64 MiB for a heap of its own,
and a stack as large as the main thread's. A dozen threads would reach the memory limit without using any. So all
threads share one heap, and their stacks together reserve half of the memory at most, or 1 MiB each.
"""

from __future__ import annotations

import ctypes
import mmap

_ARENA_MAX = -8  # of mallopt(3)
_SMALLEST = 1 << 20  # enough for Python's default limit of recursion; NumPy and torch call deeply, too
_ATTRIBUTES = 256  # bytes; a pthread_attr_t has 56 or 64

_libc = ctypes.CDLL(None)


def reserve_little(memory: int, threads: int) -> None:
    """Make `threads` later threads of this process fit into `memory` bytes.

    Only what is reserved by default changes: a program that asks for a stack size still gets it. C libraries other than
    glibc go on as they do.
    """
    if hasattr(_libc, "mallopt"):
        _libc.mallopt(_ARENA_MAX, 1)
    if hasattr(_libc, "pthread_setattr_default_np"):
        _limit_stacks(memory // (2 * max(threads, 1)) // mmap.PAGESIZE * mmap.PAGESIZE)


def _limit_stacks(most: int) -> None:
    attributes, present = ctypes.create_string_buffer(_ATTRIBUTES), ctypes.c_size_t()
    if _libc.pthread_getattr_default_np(attributes) == 0:
        _libc.pthread_attr_getstacksize(attributes, ctypes.byref(present))
        _libc.pthread_attr_setstacksize(attributes, ctypes.c_size_t(min(present.value, max(most, _SMALLEST))))
        _libc.pthread_setattr_default_np(attributes)
        _libc.pthread_attr_destroy(attributes)
