"""The size of torch's inter-op pool, which a program may set once.

A child has one thread for `torch.jit.fork` however many processors there are: each further one would take address space
of its limit on memory. torch lets that be said once, and a child is a copy of a process that has said it. So what a
program sets is only remembered, and told when it asks; its second call is refused by torch, as everywhere.
"""

from __future__ import annotations

import operator
import types
from typing import Any


def set_once(torch: types.ModuleType) -> None:
    """Give the pool one thread, and programs functions that tell them what a fresh program is told."""
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
