"""Turns Python values into nodes, for exactly the types that may travel by value; decoding.py goes the other way.

Both sides of the wire use these classes, and add by subclassing what differs: objects that become handles, functions
that become callbacks. Arrays and tensors are mirrored: see mirrors.py.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from autograder.sandbox.inside.wire import package_values, schema, standard_values
from autograder.sandbox.inside.wire.allowed_types import (
    NUMPY_DTYPES,
    NUMPY_SCALARS,
    REPLY,
    TORCH_DTYPES,
    TYPE_NAMES,
    Bounds,
    CannotTravel,
    TooLarge,
    torch_module,
)
from autograder.sandbox.inside.wire.container_kinds import COLLECTIONS, collection_node
from autograder.sandbox.inside.wire.framing import Buffer


class ValueEncoder:
    """Turns values into nodes; `buffers` collects the bytes of arrays in the order of use."""

    def __init__(self, bounds: Bounds = REPLY) -> None:
        self.buffers: list[Buffer] = []
        self._bounds = bounds

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The node for `value`.

        Raises:
            TooLarge: `value` is nested too deeply, or a text or number in it is too long.
            CannotTravel: `encode_object` refuses it.
        """
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return encode_integer(value, self._bounds.digits)
        if kind is str:
            return encode_text(value, self._bounds.text)
        if depth > self._bounds.depth:
            raise TooLarge(f"a value is nested more than {self._bounds.depth} levels deep")
        method = self._methods.get(kind)
        if method is not None:
            return method(self, value, depth + 1)
        if kind in NUMPY_SCALARS:
            return schema.NumpyScalar(self.add(value.tobytes()), value.dtype.str)
        if value is Ellipsis:
            return schema.Dots()
        node = standard_values.encode(value)
        return self._encode_torch(value, kind) if node is None else node

    def encode_object(self, value: Any) -> Any:
        """The node for anything that does not travel by value. Overridden by both sides."""
        raise CannotTravel(f"a {type(value).__name__} object cannot travel by value")

    def encode_shared(self, thing: Any) -> Any:
        """The node for an exact ndarray, torch.Tensor or torch.nn.Parameter, or a value of package_values.py, that may
        travel. Overridden by both sides.
        """
        raise CannotTravel(f"a {type(thing).__name__} cannot travel by itself")

    def encode_container(self, thing: Any) -> Any:
        """The node for an exact list, dict, set or the like that both sides are to hold; None for one that travels by
        value. Overridden by both sides.
        """
        return None

    def container_node(self, value: Any, depth: int) -> Any:
        """The node that holds a container's items."""
        return self._containers[type(value)](self, value, depth + 1)

    def _container(self, value: Any, depth: int) -> Any:
        node = self.encode_container(value)
        return self.container_node(value, depth - 1) if node is None else node

    def add(self, data: Buffer) -> int:
        """Append one buffer and return its index."""
        self.buffers.append(data)
        return len(self.buffers) - 1

    def items(self, values: Any, depth: int) -> list[Any]:
        encode = self.encode
        return [encode(value, depth) for value in values]

    def _encode_torch(self, value: Any, kind: Any) -> Any:
        torch = torch_module()
        if torch is not None:
            if kind is torch.Tensor or kind is torch.nn.Parameter:
                return self.encode_shared(value) if tensor_travels(value) else self.encode_object(value)
            if kind is torch.dtype and str(value)[6:] in TORCH_DTYPES:
                return schema.TypeName(str(value))
            if kind is torch.Size:
                return schema.TensorShape(list(value))
        if isinstance(value, np.dtype) and value.str in NUMPY_DTYPES:
            return schema.TypeName(f"dtype.{value.str}")
        if isinstance(value, type) and value in TYPE_NAMES:
            return schema.TypeName(TYPE_NAMES[value])
        if package_values.travels(value):
            return self.encode_shared(value)
        return self.encode_object(value)

    def _slice(self, value: slice, depth: int) -> Any:
        return schema.Slice(*self.items((value.start, value.stop, value.step), depth))

    def _bytes(self, value: Any, _depth: int) -> Any:
        if len(value) > self._bounds.text:
            most = self._bounds.text
            raise TooLarge(f"a bytes object of {len(value)} bytes, where at most {most} can travel; use a uint8 array")
        return schema.Bytes(bytes(value), type(value) is bytearray)

    def _dictionary(self, value: dict[Any, Any], depth: int) -> Any:
        return schema.Dictionary([self.encode(part, depth) for pair in value.items() for part in pair])

    _containers: ClassVar[dict[Any, Any]] = {
        list: lambda self, value, depth: schema.List(self.items(value, depth)),
        dict: _dictionary,
        set: lambda self, value, depth: schema.Set(self.items(value, depth), False),
        bytearray: _bytes,
        **dict.fromkeys(COLLECTIONS.values(), collection_node),
    }
    _methods: ClassVar[dict[Any, Any]] = {
        **dict.fromkeys(_containers, _container),
        tuple: lambda self, value, depth: schema.Tuple(self.items(value, depth)),
        frozenset: lambda self, value, depth: schema.Set(self.items(value, depth), True),
        bytes: _bytes,
        complex: lambda self, value, depth: schema.Complex(value.real, value.imag),
        slice: _slice,
        range: lambda self, value, depth: schema.Range(value.start, value.stop, value.step),
        np.ndarray: lambda self, value, depth: (
            self.encode_shared(value) if value.dtype.str in NUMPY_DTYPES else self.encode_object(value)
        ),
    }


def encode_integer(value: int, digits: int = REPLY.digits) -> Any:
    """An integer as itself if it fits into 64 signed bits, else as hexadecimal digits."""
    if -(1 << 63) <= value < 1 << 63:
        return value
    most = 4 * digits - 12  # a sign and 0x are digits, too
    if value.bit_length() > most:
        raise TooLarge(f"an integer of {value.bit_length()} bits, where at most {most} can travel")
    return schema.BigInteger(hex(value))


def encode_text(value: str, most: int = REPLY.text) -> Any:
    """A string as itself when it is valid Unicode, else as bytes."""
    if len(value) > most:
        raise TooLarge(f"a text of {len(value)} characters, where at most {most} can travel")
    try:
        value.encode()
    except UnicodeEncodeError:
        return schema.Text(value.encode("utf-8", "surrogatepass"))
    return value


def tensor_travels(tensor: Any) -> bool:
    """Whether a tensor is dense, on the CPU and of a type in our table."""
    strided = tensor.layout is torch_module().strided and tensor.device.type == "cpu"
    return bool(strided and str(tensor.dtype)[6:] in TORCH_DTYPES)


def tensor_bytes(tensor: Any) -> bytes:
    """The elements of a CPU tensor in C order, bit for bit."""
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
    if str(plain.dtype) == "torch.bfloat16":
        plain = plain.view(torch_module().int16)
    return bytes(plain.numpy().tobytes())
