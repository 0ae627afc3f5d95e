"""Sends random generators as their whole state; the other side sets that state in its own generator of the same kind.

A NumPy state is a flat list of whole numbers in a fixed order per kind, each checked against its range before it is
set: a wrong position would make a generator read outside its own memory. A torch state is the bytes that torch gives,
and its fields are checked here as well: torch looks at each by itself, and accepts a position and a remainder that
together reach beyond its array.

Source: NumPy's `BitGenerator.state` dictionaries; `CPUGeneratorImplState` in torch's CPUGeneratorImpl.cpp, which holds
a Mersenne twister and two numbers kept from pairs of normal ones.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import schema, twisters
from autograder.sandbox.inside.wire.allowed_types import torch_module
from autograder.sandbox.inside.wire.decoding import ValueDecoder, decode_integer
from autograder.sandbox.inside.wire.encoding import encode_integer
from autograder.sandbox.inside.wire.framing import WireError

_TORCH = "torch"
_TWISTER = 624
#: seed; words left, whether seeded, next word; words; three numbers and a flag, a number and a flag
_TORCH_STATE = struct.Struct(f"<QiiQ{_TWISTER}Q3di4xfB3x")
_LARGEST_NORMAL = 10.0  # Box and Muller's method makes none above 9 from 53 random bits


@dataclass(frozen=True)
class _Field:
    """One entry of a state dictionary: its place, how many words it has (0: a plain int), and their exclusive upper
    bound.
    """

    path: tuple[str, ...]
    length: int
    bound: int


_CARRY = (_Field(("has_uint32",), 0, 2), _Field(("uinteger",), 0, 1 << 32))
_PCG = (_Field(("state", "state"), 0, 1 << 128), _Field(("state", "inc"), 0, 1 << 128), *_CARRY)
_KINDS: dict[str, tuple[_Field, ...]] = {
    "PCG64": _PCG,
    "PCG64DXSM": _PCG,
    "SFC64": (_Field(("state", "state"), 4, 1 << 64), *_CARRY),
    "Philox": (
        _Field(("state", "counter"), 4, 1 << 64),
        _Field(("state", "key"), 2, 1 << 64),
        _Field(("buffer",), 4, 1 << 64),
        _Field(("buffer_pos",), 0, 5),
        *_CARRY,
    ),
    "MT19937": (_Field(("state", "key"), 624, 1 << 32), _Field(("state", "pos"), 0, 625)),
}


def is_generator(value: Any) -> bool:
    """Whether `value` is exactly a NumPy or torch generator of a kind that can travel."""
    if type(value) is np.random.Generator:
        return type(value.bit_generator).__name__ in _KINDS
    if twisters.is_twister(value):
        return True
    torch = torch_module()
    return torch is not None and type(value) is torch.Generator and value.device.type == "cpu"


def read_state(generator: Any) -> schema.Generator:
    """The state of a generator for which `is_generator` holds."""
    if twisters.is_twister(generator):
        return twisters.read(generator)
    if type(generator) is not np.random.Generator:
        return schema.Generator(_TORCH, [], generator.get_state().numpy().tobytes())
    state: Any = generator.bit_generator.state
    kind = state["bit_generator"]
    words: list[Any] = []
    for field in _KINDS[kind]:
        value = state
        for key in field.path:
            value = value[key]
        words += [encode_integer(int(word)) for word in (value if field.length else (value,))]
    return schema.Generator(kind, words, b"")


def write_state(generator: Any, node: schema.Generator) -> None:
    """Set the state of `generator`, which must be of the node's kind.

    Raises:
        WireError: another kind, or a state that such a generator cannot have.
    """
    if twisters.is_twister(generator):
        twisters.write(generator, node)
        return
    if type(generator) is not np.random.Generator:
        _write_torch(generator, node)
        return
    if node.kind != type(generator.bit_generator).__name__:
        raise WireError("a random generator came back as another kind")
    generator.bit_generator.state = _numpy_state(node)


def new_generator(node: schema.Generator, decoder: ValueDecoder) -> Any:
    """A fresh generator in the node's state."""
    generator: Any
    if node.kind in twisters.KINDS:
        generator = twisters.KINDS[node.kind](0)
    elif node.kind == _TORCH:
        generator = decoder.torch().Generator()
    elif node.kind in _KINDS:
        generator = np.random.Generator(getattr(np.random, node.kind)(0))  # the name was just found in our own table
    else:
        raise WireError("a random generator of an unknown kind")
    write_state(generator, node)
    return generator


def check_reached(generator: Any, node: schema.Generator) -> None:
    """Whether drawing from `generator` can have brought it into the state of the node.

    Raises:
        WireError: it cannot: it is of another kind, its constants have changed, or it would give zeros forever.
    """
    if twisters.is_twister(generator):
        twisters.check(generator, node)
        return
    if type(generator) is not np.random.Generator:
        _check_torch(node)
        return
    if node.kind != type(generator.bit_generator).__name__:
        raise WireError("a random generator came back as another kind")
    state: Any = _numpy_state(node)["state"]
    known: Any = generator.bit_generator.state["state"]
    constant = {"Philox": "key", "PCG64": "inc", "PCG64DXSM": "inc"}.get(node.kind)
    if constant is not None and not np.array_equal(state[constant], known[constant]):
        raise WireError("a random generator came back as another one of its kind")
    varying = {"MT19937": "key", "SFC64": "state"}.get(node.kind)
    if varying is not None and not np.any(state[varying]):
        raise WireError("a random generator came back in a state it cannot have")


def _numpy_state(node: schema.Generator) -> dict[str, Any]:
    words = [decode_integer(word) for word in node.words]
    state: dict[str, Any] = {"bit_generator": node.kind}
    for field in _KINDS[node.kind]:
        count = max(field.length, 1)
        part, words = words[:count], words[count:]
        if len(part) != count or any(not 0 <= word < field.bound for word in part):
            raise WireError("a random generator came back in a state it cannot have")
        place = state
        for key in field.path[:-1]:
            place = place.setdefault(key, {})
        width = np.uint32 if field.bound == 1 << 32 else np.uint64
        place[field.path[-1]] = np.array(part, dtype=width) if field.length else part[0]
    if words:
        raise WireError("a random generator came back with more state than it has")
    return state


def _write_torch(generator: Any, node: schema.Generator) -> None:
    _check_torch(node)
    torch = torch_module()
    try:
        generator.set_state(torch.frombuffer(bytearray(node.data), dtype=torch.uint8))
    except RuntimeError as error:
        raise WireError(f"a random generator came back in a state it cannot have: {str(error)[:100]}") from None


def _check_torch(node: schema.Generator) -> None:
    """Whether the bytes are a state in which a torch generator can be."""
    if node.kind != _TORCH or node.words:
        raise WireError("a random generator came back as another kind")
    if len(node.data) != _TORCH_STATE.size:
        raise WireError("a random generator came back with more or less state than it has")
    _, left, seeded, place, *rest = _TORCH_STATE.unpack(node.data)
    words, (*doubles, has_double, single, has_single) = rest[:_TWISTER], rest[_TWISTER:]
    is_fresh = left == 1 and place == 0
    can_be = (
        seeded == 1
        and (is_fresh or (1 <= left <= _TWISTER and left + place == _TWISTER + 1))
        and any(words)
        and max(words) < 1 << 32
        and has_double in (0, 1)
        and has_single in (0, 1)
        and all(math.isfinite(number) and abs(number) < _LARGEST_NORMAL for number in (*doubles, single))
    )
    if not can_be:
        raise WireError("a random generator came back in a state it cannot have")
