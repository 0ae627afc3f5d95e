"""Tables, columns, sparse matrices and pictures travel by value: of pandas, scipy.sparse and Pillow.

A child has such a value only if its homework has the package, and then the trusted side has imported it, too. Each is
taken apart into numbers, texts, lists and plain NumPy arrays, and is built anew from them on the other side, where
nothing is believed: see package_parts.py.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import REQUEST, CannotTravel
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.package_parts import MODULES, SCALARS, built, kind_of_value, parts_of, put_into

_MOST_DEPTH = 4


def travels(value: Any) -> bool:
    """Whether a value is of one of the classes, and holds nothing that may not travel."""
    return bool(kind_of_value(value)) and parts_of(value) is not None


class PackageValues:
    """How such values are mirrored; see mirror_kinds.py. What is known of one is its parts, and a form to compare."""

    def capture(self, thing: Any) -> tuple[Any, list[Any]]:
        parts = parts_of(thing)
        if parts is None:
            raise CannotTravel(f"this {type(thing).__name__} holds what cannot be sent; send its arrays")
        return _comparable(parts), parts

    def same(self, thing: Any, known: tuple[Any, list[Any]]) -> bool:
        parts = parts_of(thing)
        return parts is not None and bool(_comparable(parts) == known[0])

    def node(self, encoder: Any, thing: Any, known: tuple[Any, list[Any]]) -> schema.Packaged:
        return schema.Packaged(kind_of_value(thing), _nodes(encoder, known[1]))

    def create(self, decoder: Any, node: schema.Packaged) -> Any:
        module, _, name = node.kind.rpartition(".")
        if name not in MODULES.get(module, ()):
            raise WireError("a value of a kind that may not travel")
        if sys.modules.get(module) is None:
            raise WireError(f"something of {module}, which this homework does not have")
        return built(node.kind, _values(decoder, node.parts), decoder.extent)

    def assign(self, decoder: Any, thing: Any, node: schema.Packaged) -> None:
        self.check_change(thing, node)
        put_into(thing, self.create(decoder, node))

    def check_change(self, thing: Any, node: schema.Packaged) -> None:
        if node.kind != kind_of_value(thing):
            raise WireError("a value came back as another kind of thing")

    def restore(self, thing: Any, known: tuple[Any, list[Any]]) -> None:
        put_into(thing, built(kind_of_value(thing), known[1], REQUEST.extent))


package_values = PackageValues()


def _comparable(part: Any) -> Any:
    """Parts in a form in which 1, 1.0 and True differ, and nan is itself."""
    if type(part) is list:
        return tuple(map(_comparable, part))
    if isinstance(part, np.ndarray):
        return np.ndarray, part.dtype.str, part.shape, part.tobytes()
    return type(part), repr(part) if isinstance(part, (float, np.generic)) else part


def _nodes(encoder: Any, parts: list[Any]) -> list[Any]:
    return [_node(encoder, part) for part in parts]


def _node(encoder: Any, part: Any) -> Any:
    if type(part) is list:
        return schema.Parts(_nodes(encoder, part))
    if isinstance(part, np.ndarray):
        return schema.Array(encoder.add(part.tobytes()), part.dtype.str, list(part.shape), True)
    return encoder.encode(part)


def _values(decoder: Any, nodes: list[Any], depth: int = 0) -> list[Any]:
    if depth > _MOST_DEPTH:
        raise WireError("a value of parts of parts without an end")
    return [_value(decoder, node, depth) for node in nodes]


def _value(decoder: Any, node: Any, depth: int) -> Any:
    if type(node) is schema.Parts:
        return _values(decoder, node.parts, depth + 1)
    if type(node) is schema.Array:
        return decoder.array(node.buffer, node.dtype, node.shape)
    value = decoder.decode(node)
    if type(value) not in SCALARS:
        raise WireError("a table of something else than numbers and texts")
    return value
