"""Lets a program set the size of torch's inter-op pool, which is possible only once.

A child has one thread for `torch.jit.fork` however many processors there are: each further one would take address space
of its limit on memory. torch lets a process set this once, and a child is a copy of a process that has. So the value
that a program sets is only remembered, and returned when it asks; torch refuses its second call, as everywhere.
"""

from __future__ import annotations

import operator
import types
from typing import Any


def set_once(torch: types.ModuleType) -> None:
    """Give the pool one thread, and give programs functions that answer as they would in a fresh program."""
    told: list[int] = [torch.get_num_interop_threads()]
    set_really = torch.set_num_interop_threads
    set_really(1)

    def get_num_interop_threads() -> int:
        """How many threads there would be elsewhere."""
        return told[-1]

    def set_num_interop_threads(count: Any) -> None:
        if len(told) == 1 and _is_positive(count):
            told.append(operator.index(count))
        else:
            set_really(count)  # raises

    for function in (get_num_interop_threads, set_num_interop_threads):
        function.__doc__ = getattr(torch, function.__name__).__doc__
        function.__module__, function.__qualname__ = "torch", function.__name__
        for module in (torch, torch._C):
            setattr(module, function.__name__, function)


def _is_positive(count: Any) -> bool:
    return not isinstance(count, bool) and hasattr(count, "__index__") and operator.index(count) > 0
