"""What the zygote does once so that no child has to: imports, first uses, and a heap that forks cheaply.

Nothing secret is imported here: what the zygote holds, every child can read.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import sys
import types
from collections.abc import Sequence
from typing import Any

_MADV_COLLAPSE = 25  # Linux 6.1
_HUGE = 2 << 20


class WarmthError(Exception):
    """The zygote cannot be forked safely, or a module cannot be imported."""


def warm(preload: Sequence[str]) -> None:
    """Import `preload` and use it once; afterwards the process still has one thread.

    Raises:
        WarmthError: a module is missing, or something started a thread.
    """
    importlib.import_module("numpy.random")
    if any(name.split(".")[0] == "torch" for name in preload):
        keep_out_dynamo()
    for name in preload:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise WarmthError(f"preload: {name} cannot be imported ({error})") from error
    if "torch" in sys.modules:
        _warm_torch()
    _warm_numpy()
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise write to, and so copy, every page with an object on it
    _collapse_heap()
    threads = _threads()
    if threads > 1:
        raise WarmthError(f"{threads} threads are running: forking now would leave locks held for ever")


def keep_out_dynamo() -> None:
    """Optimizers import torch._dynamo only to be told that they are not being compiled: 1.6 s and 70 MB that no
    homework uses.

    The stand-in answers that; whoever asks it for anything else (torch.compile) gets the real module.
    """

    class _StandIn(types.ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            if sys.modules.get("torch._dynamo") is self:
                del sys.modules["torch._dynamo"]
            return getattr(importlib.import_module("torch._dynamo"), name)

    stand_in = _StandIn("torch._dynamo")
    stand_in.disable = lambda function=None, recursive=True, **_: function  # type: ignore[attr-defined]
    stand_in.graph_break = lambda *_, **__: None  # type: ignore[attr-defined]
    sys.modules["torch._dynamo"] = stand_in


def _warm_torch() -> None:
    """torch imports and allocates lazily: one small step of training touches what homeworks use."""
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
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
    """Huge pages have small page tables, which is most of what a fork copies. Kernels that cannot are left as
    they are.
    """
    libc = ctypes.CDLL(None)
    try:
        with open("/proc/self/maps", encoding="ascii", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split()
        anonymous = len(fields) == 5 or fields[5] == "[heap]"
        if not anonymous or not fields[1].startswith("rw"):
            continue
        start, end = (int(part, 16) for part in fields[0].split("-"))
        start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
        if start < end:
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)
