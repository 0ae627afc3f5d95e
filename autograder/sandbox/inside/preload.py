"""Does once in the zygote what no child should have to: imports, first uses, and a heap that forks cheaply.

Nothing secret is imported here: what the zygote holds, every child can read.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import linecache
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.sandbox.inside import packages
from autograder.sandbox.inside.compat import dynamo, eager, interop, stand_ins, symbolic_shapes
from autograder.sandbox.inside.warmup import warm_up

_MADV_COLLAPSE = 25  # Linux 6.1
_HUGE = 2 << 20
_MOST_COLLAPSING = 0.08  # seconds
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)


class PreloadError(Exception):
    """The zygote cannot be forked safely, or a module cannot be imported."""


def warm(preload: Sequence[str], importable: Sequence[str], folder: str) -> None:
    """Import `preload` and use it once; afterwards the process still has one thread.

    Args:
        importable: top-level names of the installed packages that can be imported from now on, by us and by children.
        folder: for temporary files.

    Raises:
        PreloadError: a module is missing, or something started a thread.
    """
    gc.disable()  # what is imported stays
    packages.allow(importable)
    importlib.import_module("numpy.random")
    stand_ins.install()
    dynamo.keep_out()
    symbolic_shapes.keep_out()
    for name in preload:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise PreloadError(f"preload: {name} cannot be imported ({error})") from error
    if "torch" in sys.modules:
        _warm_torch()
    _warm_numpy()
    warm_up(folder)
    packages.hide(importable)
    _look_fresh(folder)
    gc.enable()
    gc.freeze()  # a collection in a child would otherwise write to, and so copy, every page with an object on it
    _collapse_heap()
    keep_freed_memory()  # only now: it makes the heap of imports larger, and collapsing it slow
    threads = _threads()
    if threads > 1:
        raise PreloadError(f"{threads} threads are running: forking now would leave locks held for ever")


def keep_freed_memory() -> None:
    """Make glibc keep up to 64 MiB of freed memory, and allocate arrays of up to 32 MiB from it.

    Otherwise each array of 1 MB that crosses the wire costs 256 page faults on either side, more than its way through
    the pipe. Other C libraries behave as before.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, 64 << 20)
        mallopt(_MMAP_THRESHOLD, 32 << 20)


def _look_fresh(folder: str) -> None:
    """Remove what a program that has just been started does not have; `folder` is where we have warmed up."""
    vars(sys.modules["__main__"]).pop("main", None)
    vars(sys.modules["__main__"]).pop("sys", None)
    sys.orig_argv[:] = sys.orig_argv[:1]
    package = str(Path(__file__).parents[2])
    for cache in (linecache.cache, sys.path_importer_cache):
        for path in list(cache):
            if path in (package, os.path.dirname(package)) or path.startswith((package + os.sep, folder)):
                del cache[path]


def _warm_torch() -> None:
    """torch imports and allocates lazily: one small step of training touches what homeworks use."""
    import torch

    torch.set_num_threads(1)
    interop.set_once(torch)
    eager.install(torch)
    model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Dropout(0.5), torch.nn.ReLU())
    for optimizer in (torch.optim.SGD(model.parameters(), 0.1), torch.optim.Adam(model.parameters())):
        loss = torch.nn.functional.cross_entropy(model(torch.randn(8, 4)), torch.randint(0, 4, (8,)))
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
    torch.nn.LSTM(4, 4)(torch.randn(2, 2, 4))
    torch.nn.Embedding(4, 4)(torch.tensor([1]))
    torch.multinomial(torch.ones(4), 1, generator=torch.Generator())
    str(torch.ones(2))


def _warm_numpy() -> None:
    import numpy as np

    np.linalg.svd(np.eye(3))
    np.random.default_rng(0).standard_normal(3)
    str(np.ones(2))


def _threads() -> int:
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("Threads:")), 1)
    except OSError:
        return 1


def _collapse_heap() -> None:
    """Use huge pages, because a fork copies mostly page tables, and theirs are small. Do nothing if the kernel cannot.

    It takes 40 ms with torch, but some 300 ms if the kernel waits for other processors: so the largest regions come
    first, and those that are not done in time are left.
    """
    libc = ctypes.CDLL(None)
    end = time.monotonic() + _MOST_COLLAPSING
    for start, size in sorted(_anonymous(), key=lambda region: -region[1]):
        for address in range(start, start + size, 4 * _HUGE):
            if time.monotonic() >= end:
                return
            length = min(4 * _HUGE, start + size - address)
            libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(length), _MADV_COLLAPSE)


def _anonymous() -> Iterator[tuple[int, int]]:
    """Start and size of the writable memory that no file backs, in whole huge pages."""
    try:
        with open("/proc/self/maps", encoding="ascii", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split()
        if fields[1].startswith("rw") and (len(fields) == 5 or fields[5] == "[heap]"):
            start, end = (int(part, 16) for part in fields[0].split("-"))
            start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
            if start < end:
                yield start, end - start
