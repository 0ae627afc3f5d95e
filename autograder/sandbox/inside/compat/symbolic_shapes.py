"""Imports torch.fx.experimental.symbolic_shapes only if a shape is a symbol.

`backward(cotangent)` imports it to compare two shapes, and with it SymPy: 0.3 s in each check of a gradient. If all
sizes are numbers, this is just a comparison of tuples.
"""

from __future__ import annotations

import importlib
from typing import Any

from autograder.sandbox.inside.compat import deferred

_NAME = "torch.fx.experimental.symbolic_shapes"


def keep_out() -> None:
    """Make importing it give a stand-in."""
    deferred.when_imported(_NAME, {"sym_eq": _sym_eq, "expect_true": _expect_true})


def _sym_eq(x: Any, y: Any) -> Any:
    """Whether two shapes are equal."""
    return x == y if _is_plain(x) and _is_plain(y) else _real("sym_eq")(x, y)


def _expect_true(a: Any, skip: int = 0) -> Any:
    """Return a condition that has to hold: a bool as it is."""
    return a if type(a) is bool else _real("expect_true")(a, skip + 1)


def _is_plain(shape: Any) -> bool:
    return isinstance(shape, tuple) and all(type(size) is int for size in shape)


def _real(name: str) -> Any:
    module = importlib.import_module(_NAME)
    deferred.load(module)
    return getattr(module, name)
