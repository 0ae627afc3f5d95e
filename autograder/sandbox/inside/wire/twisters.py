"""`random.Random` and `numpy.random.RandomState`: a Mersenne twister, and one normal number that may be kept."""

from __future__ import annotations

import math
import random
import struct
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.framing import WireError

_WORDS, _VERSION, _NORMAL = 624, 3, struct.Struct("<d")
_LARGEST_NORMAL = 40.0  # what a twister's 53 bits can give by any of the methods in use is below
KINDS: dict[str, Any] = {"Random": random.Random, "RandomState": np.random.RandomState}
#: name of the global one -> where Python and NumPy keep it
GLOBAL: dict[str, Any] = {"random": random._inst, "numpy": np.random.mtrand._rand}


def is_twister(value: Any) -> bool:
    """Whether `value` is exactly one of them, and a RandomState holds a twister."""
    if type(value) is np.random.RandomState:
        return bool(value.get_state(legacy=False)["bit_generator"] == "MT19937")
    return type(value) is random.Random


def read(generator: Any) -> schema.Generator:
    """Its state."""
    if type(generator) is random.Random:
        _, words, normal = generator.getstate()
        return schema.Generator("Random", list(words), b"" if normal is None else _NORMAL.pack(normal))
    _, key, place, has_normal, normal = generator.get_state()
    data = _NORMAL.pack(normal) if has_normal else b""
    return schema.Generator("RandomState", [*key.tolist(), int(place)], data)


def check(generator: Any, node: schema.Generator) -> None:
    """Raises:
    WireError: it is the state of another kind, or an impossible one.
    """
    words: list[Any] = node.words
    normal = _NORMAL.unpack(node.data)[0] if len(node.data) == _NORMAL.size else 0.0
    can_be = (
        KINDS.get(node.kind) is type(generator)
        and len(words) == _WORDS + 1
        and all(type(word) is int and 0 <= word < 1 << 32 for word in words)
        and words[-1] <= _WORDS
        and any(words[:-1])
        and len(node.data) in (0, _NORMAL.size)
        and math.isfinite(normal)
        and abs(normal) < _LARGEST_NORMAL
    )
    if not can_be:
        raise WireError("a random generator came back in a state it cannot have")


def write(generator: Any, node: schema.Generator) -> None:
    """Set its state, which is checked first."""
    check(generator, node)
    words: Any = node.words
    normal = _NORMAL.unpack(node.data)[0] if node.data else None
    if type(generator) is random.Random:
        generator.setstate((_VERSION, tuple(words), normal))
    else:
        key = np.array(words[:-1], np.uint32)
        generator.set_state(("MT19937", key, words[-1], int(normal is not None), normal or 0.0))
