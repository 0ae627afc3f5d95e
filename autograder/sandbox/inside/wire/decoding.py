"""Turns nodes into Python values. The trusted side decodes what student code may have written, so nothing is believed.

Tables of types are closed; each buffer is used once and has exactly the right size; depth, nodes, texts, big integers
and the shapes of empty arrays are bounded; keys may not collide. Both sides of the wire use these classes, and subclass
them: see encoding.py. A child decodes what the trusted side has sent, and has wider bounds: see allowed_types.py.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from autograder.sandbox.inside.wire import schema, standard_values
from autograder.sandbox.inside.wire.allowed_types import (
    NUMPY_DTYPES,
    NUMPY_SCALARS,
    REPLY,
    TORCH_DTYPES,
    TYPES,
    Bounds,
    torch_module,
)
from autograder.sandbox.inside.wire.container_kinds import collection
from autograder.sandbox.inside.wire.framing import Buffer, WireError

_PLAIN_KEYS = (bool, float, int, str, bytes, complex, *NUMPY_SCALARS)
_MOST_PARTS, _MOST_KEY_DEPTH = 256, 4
_FEW_COLLISIONS = 1 << 16


class ValueDecoder:
    """Turns nodes into values, trusting nothing: one instance per message.

    Args:
        buffers: the raw buffers of the frame.
        bounds: of each value in it.
    """

    def __init__(self, buffers: Sequence[Buffer], bounds: Bounds = REPLY) -> None:
        self._buffers: list[Buffer | None] = list(buffers)
        self._max_nodes = self._nodes_left = bounds.nodes
        self._bounds = bounds

    @property
    def extent(self) -> int:
        """Bytes that one array may have."""
        return self._bounds.extent

    @property
    def trusts(self) -> bool:
        """Whether the trusted side has written what is decoded."""
        return self._bounds.trusted

    def decode(self, node: Any, depth: int = 0) -> Any:
        """The value of a node.

        Raises:
            WireError: the node describes an impossible value.
        """
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise WireError(f"more than {self._max_nodes} values in one answer")
        kind = type(node)
        if node is None or kind is bool or kind is int or kind is float:
            return node
        if kind is str:
            return self._short(node, "characters in one text")
        if depth > self._bounds.depth:
            raise WireError(f"values are nested more than {self._bounds.depth} levels deep")
        return self._methods[kind](self, node, depth + 1)

    def _short(self, data: Any, unit: str) -> Any:
        if len(data) > self._bounds.text:
            raise WireError(f"{len(data)} {unit}; at most {self._bounds.text}")
        return data

    def items(self, values: list[Any], depth: int) -> list[Any]:
        decode = self.decode
        return [decode(value, depth) for value in values]

    def take(self, index: int, size: int) -> Buffer:
        """Buffer `index`, which must hold exactly `size` bytes and not have been used before."""
        if not 0 <= index < len(self._buffers):
            raise WireError("an array names a buffer that is not there")
        buffer, self._buffers[index] = self._buffers[index], None
        if buffer is None:
            raise WireError("two arrays use the same buffer")
        if len(buffer) != size:
            raise WireError(f"an array of {size} bytes came with {len(buffer)}")
        return buffer

    def array(self, index: int, dtype_text: str, shape: list[int]) -> Any:
        """A fresh writable ndarray from one buffer."""
        dtype = NUMPY_DTYPES.get(dtype_text)
        if dtype is None:
            raise WireError("an array has a type that may not travel")
        size = checked_size(shape, self._bounds, dtype.itemsize)
        buffer = self.take(index, size * dtype.itemsize)
        try:
            if not size:
                return np.empty(shape, dtype)
            flat = np.frombuffer(buffer, dtype)
            if dtype.kind == "b":  # any byte but 0 and 1 would be a bool that is neither true nor false
                flat = np.frombuffer(buffer, np.uint8) != 0
            array = flat.reshape(shape)
        except (ValueError, TypeError, MemoryError) as error:
            raise WireError(f"an array of shape {tuple(shape)} cannot be: {error}") from None
        return array if array.flags.writeable else array.copy()

    def tensor(self, node: Any) -> tuple[Any, Any]:
        """A fresh tensor and its gradient (or None) from a `Tensor` node."""
        travels_as = TORCH_DTYPES.get(node.dtype)
        if travels_as is None:
            raise WireError("a tensor has a type that may not travel")
        torch = self.torch()

        def build(index: int) -> Any:
            tensor = torch.from_numpy(self.array(index, travels_as, node.shape))
            return tensor.view(torch.bfloat16) if node.dtype == "bfloat16" else tensor

        data = build(node.buffer)
        gradient = build(node.gradient) if node.gradient >= 0 else None
        if node.requires_grad and not (data.is_floating_point() or data.is_complex()):
            raise WireError("a tensor of whole numbers cannot require a gradient")
        return data, gradient

    def torch(self) -> Any:
        """torch, for a node that needs it. The trusted side never imports it just because a reply asks for it.

        Raises:
            WireError: it is not imported here.
        """
        module = torch_module()
        if module is None:
            raise WireError("something of torch, where this check takes numbers, texts and NumPy arrays only")
        return module

    def standard(self, node: Any) -> Any:
        """A value of the standard library. Overridden by the trusted side."""
        return standard_values.decode(node)

    def with_graph(self, tensor: Any) -> Any:
        """A tensor that has a graph on the other side. Overridden by the trusted side."""
        return tensor

    # --- one method per node ---

    def _text(self, node: Any, _depth: int) -> str:
        try:
            text: str = self._short(node.data, "bytes in one text").decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("a text is not valid") from None
        return text

    def _bytes(self, node: Any, _depth: int) -> Any:
        data = self._short(node.data, "bytes in one object")
        return bytearray(data) if node.mutable else data

    def _set(self, node: Any, depth: int) -> Any:
        members = self.items(node.items, depth)
        self._check_keys(members)
        return frozenset(members) if node.frozen else set(members)

    def dictionary(self, items: list[Any], depth: int) -> dict[Any, Any]:
        """A dict of the nodes of keys and values in turn."""
        if len(items) % 2:
            raise WireError("a dictionary has a key without a value")
        parts = self.items(items, depth)
        self._check_keys(parts[::2])
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def _check_keys(self, keys: list[Any]) -> None:
        if not self._bounds.trusted:
            check_keys(keys)

    def _slice(self, node: Any, depth: int) -> slice:
        return slice(*self.items([node.start, node.stop, node.step], depth))

    def _range(self, node: Any, _depth: int) -> range:
        if not node.step:
            raise WireError("a range has step 0")
        return range(node.start, node.stop, node.step)

    def _type_name(self, node: Any, _depth: int) -> Any:
        if node.name.startswith("torch.") and node.name[6:] in TORCH_DTYPES:
            return getattr(self.torch(), node.name[6:])  # the name was just found in our own table
        if node.name not in TYPES:
            raise WireError("a type that may not travel")
        return TYPES[node.name]

    def _numpy_scalar(self, node: Any, _depth: int) -> Any:
        return self.array(node.buffer, node.dtype, [])[()]

    def _tensor_shape(self, node: Any, _depth: int) -> Any:
        checked_size(node.shape, self._bounds)
        return self.torch().Size(node.shape)

    def refuse(self, node: Any, _depth: int) -> Any:
        """Nodes that only one side may send."""
        raise WireError(f"a {type(node).__name__} is not expected here")

    _methods: ClassVar[dict[Any, Any]] = {
        schema.Text: _text,
        schema.Bytes: _bytes,
        schema.BigInteger: lambda self, node, depth: decode_integer(node, self._bounds.digits),
        schema.Complex: lambda self, node, depth: complex(node.real, node.imaginary),
        schema.List: lambda self, node, depth: self.items(node.items, depth),
        schema.Tuple: lambda self, node, depth: tuple(self.items(node.items, depth)),
        schema.Dictionary: lambda self, node, depth: self.dictionary(node.items, depth),
        schema.Set: _set,
        schema.Collection: collection,
        schema.Standard: lambda self, node, _depth: self.standard(node),
        schema.Slice: _slice,
        schema.Range: _range,
        schema.Dots: lambda self, node, depth: ...,
        schema.TypeName: _type_name,
        schema.NumpyScalar: _numpy_scalar,
        schema.TensorShape: _tensor_shape,
        schema.Handle: lambda self, node, depth: self._handle(node, depth),
        schema.Mirror: lambda self, node, depth: self._mirror(node, depth),
        schema.Callback: lambda self, node, depth: self._callback(node, depth),
    }
    _handle = _mirror = _callback = refuse


def decode_integer(node: Any, digits: int = REPLY.digits) -> int:
    """An integer from a plain int or a `BigInteger`, bounded so that arithmetic on it stays cheap."""
    if type(node) is int:
        return node
    if len(node.digits) > digits:
        raise WireError(f"an integer of more than {digits} hexadecimal digits")
    try:
        return int(node.digits, 16)
    except ValueError:
        raise WireError("an integer is not written in hexadecimal") from None


def checked_size(shape: list[int], bounds: Bounds = REPLY, itemsize: int = 1) -> int:
    """The number of elements of a shape, which must be possible.

    Raises:
        WireError: too many dimensions, a negative one, or a product that no array can have; for an empty array, as if
            its lengths of 0 were 1.
    """
    if len(shape) > bounds.dimensions or any(length < 0 for length in shape):
        raise WireError("an array has a shape that cannot be")
    if math.prod(length or 1 for length in shape) * itemsize > bounds.extent:
        raise WireError(f"an array of shape {tuple(shape)}: an answer may hold {bounds.extent >> 20} MiB")
    return math.prod(shape)


def check_keys(keys: list[Any]) -> None:
    """Check keys: only plain values may be hashed on the trusted side, and they must not collide.

    Keys with equal hashes make every later use of a dictionary quadratic. Hashes that agree only in their low bits do
    not: Python mixes in 5 more bits per probe.
    """
    for key in keys:
        if type(key) is not str and type(key) is not int:
            _check_key(key, 0)
    counts = Counter(map(hash, keys))
    if sum(count * count for count in counts.values()) > 4 * len(keys) + _FEW_COLLISIONS:
        raise WireError("dictionary keys collide")


def _check_key(key: Any, depth: int) -> None:
    if type(key) is tuple and len(key) <= _MOST_PARTS and depth < _MOST_KEY_DEPTH:
        for part in key:
            _check_key(part, depth + 1)
    elif key is not None and type(key) not in _PLAIN_KEYS:
        raise WireError("a dictionary key or set member is not a number, a text, or a short tuple of such")
