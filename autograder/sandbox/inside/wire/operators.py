"""The closed table of operators that the trusted side may ask for by name.

Comparisons and truth are not among them: a verdict must never rest on what a student's object says about itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")
UNARY = ("neg", "pos", "abs", "invert")


def _next(iterator: Iterator[Any]) -> tuple[bool, Any]:
    """(True, the next item) or (False, None): a StopIteration never crosses, where it would end the test's
    own loops.
    """
    try:
        return True, next(iterator)
    except StopIteration:
        return False, None


OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, f"__{name}__") for name in (*BINARY, *UNARY)},
    **{f"i{name}": getattr(operator, f"__i{name}__") for name in BINARY},
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "delattr": delattr,
    "len": len,
    "iter": iter,
    "next": _next,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "asarray": np.asarray,
    "enter": lambda manager: type(manager).__enter__(manager),
    "exit": lambda manager, *details: type(manager).__exit__(manager, *details),
    "isinstance": lambda thing, kind: kind in type(thing).__mro__,
}
