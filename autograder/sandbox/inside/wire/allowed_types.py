"""Says what may cross by value, and how much of it: closed tables of types and dtypes, and bounds.

Only the *exact* type crosses by value: a subclass could carry behaviour, so it stays behind a handle. NumPy is imported
here; torch is used only if it already is.
"""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Bounds:
    """How much may travel in one direction.

    Attributes:
        depth: how deep containers may be nested.
        text: characters of one text, or bytes of one bytes object.
        digits: hexadecimal digits of one integer.
        dimensions: of an array.
        extent: bytes that an array could have if its lengths of 0 were 1: an empty array's shape costs nothing to send,
            and much to code that sums it along the wrong axis.
        nodes: how many values a whole message may have.
        trusted: the sender is trusted, so keys are not checked, nor whether they collide.
    """

    depth: int
    text: int
    digits: int
    dimensions: int = 64
    extent: int = 1 << 62
    nodes: int = 1 << 62
    trusted: bool = False


#: What student code answers; an assignment's limits of a reply are added where one is decoded.
REPLY = Bounds(depth=64, text=8 << 20, digits=4096)
#: What tests send: deeper, because a test may wrap what student code has answered.
REQUEST = Bounds(depth=128, text=1 << 28, digits=1 << 20, trusted=True)

_SCALAR_TYPES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
#: dtype text on the wire -> NumPy dtype; nothing else can be named
NUMPY_DTYPES = {np.dtype(code).str: np.dtype(code) for code in _SCALAR_TYPES}
#: torch dtype name -> the NumPy dtype its bytes travel as
TORCH_DTYPES = {
    "float64": "<f8", "float32": "<f4", "float16": "<f2", "bfloat16": "<i2", "int64": "<i8", "int32": "<i4",
    "int16": "<i2",
    "int8": "|i1", "uint8": "|u1", "bool": "|b1", "complex64": "<c8", "complex128": "<c16",
}  # fmt: skip
#: the types that may travel by name, and their names
TYPES: dict[str, Any] = {
    kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, list, tuple, dict, set, object)
}
TYPES |= {f"numpy.{NUMPY_DTYPES[code].type.__name__}": NUMPY_DTYPES[code].type for code in NUMPY_DTYPES}
TYPES |= {f"dtype.{code}": dtype for code, dtype in NUMPY_DTYPES.items()}
TYPES |= {
    name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
TYPE_NAMES = {kind: name for name, kind in TYPES.items() if not name.startswith("dtype.")}
NUMPY_SCALARS = frozenset(dtype.type for dtype in NUMPY_DTYPES.values())


class CannotTravel(Exception):
    """A value that may not cross the boundary; the message says which and why."""


class TooLarge(CannotTravel):
    """A value that may cross, but is too large; the message names the limit."""


def torch_module() -> Any:
    """torch if this process has already imported it, else None."""
    return sys.modules.get("torch")
