"""Python values to nodes and back, for exactly the types that may travel by value.

By value only for the *exact* type: a subclass could carry behaviour, so it stays behind a handle. Both sides of the
wire use these classes; what differs (objects that become handles, functions that become callbacks) they add by
subclassing. Arrays and tensors are mirrored: mirrors.py. Decoding is strict because the trusted side
decodes what student code may have written: closed tables of dtypes, each buffer used once and of exactly the right
size, bounded depth, node count, big integers and dictionary keys.

NumPy is imported here; torch only where it already is.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from autograder.sandbox.inside import nodes
from autograder.sandbox.inside.frames import Buffer, WireError

MAX_DEPTH = 32
MAX_TEXT = 1 << 20
MAX_DIMENSIONS = 32
MAX_DIGITS = 4096
MAX_KEYS = 50_000

_SCALAR_TYPES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
#: dtype text on the wire -> NumPy dtype; nothing else can be named
NUMPY_DTYPES = {np.dtype(code).str: np.dtype(code) for code in _SCALAR_TYPES}
#: torch dtype name -> the NumPy dtype its bytes travel as
TORCH_DTYPES = {
    "float64": "<f8", "float32": "<f4", "float16": "<f2", "bfloat16": "<i2", "int64": "<i8", "int32": "<i4",
    "int16": "<i2",
    "int8": "|i1", "uint8": "|u1", "bool": "|b1", "complex64": "<c8", "complex128": "<c16",
}  # fmt: skip
_TYPES: dict[str, Any] = {
    kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, list, tuple, dict, set)
}
_TYPES |= {f"numpy.{NUMPY_DTYPES[code].type.__name__}": NUMPY_DTYPES[code].type for code in NUMPY_DTYPES}
_TYPES |= {f"dtype.{code}": dtype for code, dtype in NUMPY_DTYPES.items()}
_TYPE_NAMES = {kind: name for name, kind in _TYPES.items() if not name.startswith("dtype.")}
_NUMPY_SCALARS = frozenset(dtype.type for dtype in NUMPY_DTYPES.values())
_PLAIN_KEYS = (bool, float, int, str, bytes)


class CannotTravel(Exception):
    """A value that may not cross the boundary; the message says which and why."""


def torch_module() -> Any:
    """torch where this process has already imported it, else None."""
    return sys.modules.get("torch")


class ValueEncoder:
    """Turns values into nodes; `buffers` collects the bytes of arrays in the order of use."""

    def __init__(self) -> None:
        self.buffers: list[Buffer] = []

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The node for `value`.

        Raises:
            CannotTravel: `value` is nested too deeply, or `encode_object` does not take it.
        """
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return encode_integer(value)
        if kind is str:
            return encode_text(value)
        if depth > MAX_DEPTH:
            raise CannotTravel(f"a value is nested more than {MAX_DEPTH} levels deep")
        method = self._methods.get(kind)
        if method is not None:
            return method(self, value, depth + 1)
        if kind in _NUMPY_SCALARS:
            return nodes.NumpyScalar(self.add(value.tobytes()), value.dtype.str)
        if value is Ellipsis:
            return nodes.Dots()
        return self._encode_torch(value, kind)

    def encode_object(self, value: Any) -> Any:
        """The node for anything that does not travel by value. Overridden by both sides."""
        raise CannotTravel(f"a {type(value).__name__} object cannot travel by value")

    def encode_shared(self, thing: Any) -> Any:
        """The node for an exact ndarray, torch.Tensor or torch.nn.Parameter that may travel. Overridden by
        both sides.
        """
        raise CannotTravel(f"a {type(thing).__name__} cannot travel by itself")

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
                return nodes.TypeName(str(value))
            if kind is torch.Size:
                return nodes.TensorShape(list(value))
        if isinstance(value, np.dtype) and value.str in NUMPY_DTYPES:
            return nodes.TypeName(f"dtype.{value.str}")
        if isinstance(value, type) and value in _TYPE_NAMES:
            return nodes.TypeName(_TYPE_NAMES[value])
        return self.encode_object(value)

    def _slice(self, value: slice, depth: int) -> Any:
        return nodes.Slice(*self.items((value.start, value.stop, value.step), depth))

    def _bytes(self, value: Any, _depth: int) -> Any:
        if len(value) > MAX_TEXT:
            raise CannotTravel(f"{len(value)} bytes in one object are too many; use a uint8 array")
        return nodes.Bytes(bytes(value), type(value) is bytearray)

    def _dictionary(self, value: dict[Any, Any], depth: int) -> Any:
        return nodes.Dictionary([self.encode(part, depth) for pair in value.items() for part in pair])

    _methods: ClassVar[dict[Any, Any]] = {
        list: lambda self, value, depth: nodes.List(self.items(value, depth)),
        tuple: lambda self, value, depth: nodes.Tuple(self.items(value, depth)),
        dict: _dictionary,
        set: lambda self, value, depth: nodes.Set(self.items(value, depth), False),
        frozenset: lambda self, value, depth: nodes.Set(self.items(value, depth), True),
        bytes: _bytes,
        bytearray: _bytes,
        complex: lambda self, value, depth: nodes.Complex(value.real, value.imag),
        slice: _slice,
        range: lambda self, value, depth: nodes.Range(value.start, value.stop, value.step),
        np.ndarray: lambda self, value, depth: (
            self.encode_shared(value) if value.dtype.str in NUMPY_DTYPES else self.encode_object(value)
        ),
    }


def encode_integer(value: int) -> Any:
    """An integer as itself within 64 signed bits, else as hexadecimal digits."""
    if -(1 << 63) <= value < 1 << 63:
        return value
    if value.bit_length() > 4 * MAX_DIGITS - 8:
        raise CannotTravel(f"an integer of {value.bit_length()} bits is too large to travel")
    return nodes.BigInteger(hex(value))


def encode_text(value: str) -> Any:
    """A string as itself when it is valid Unicode, else as bytes."""
    if len(value) > MAX_TEXT:
        raise CannotTravel(f"a text of {len(value)} characters is too long to travel")
    try:
        value.encode()
    except UnicodeEncodeError:
        return nodes.Text(value.encode("utf-8", "surrogatepass"))
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


class ValueDecoder:
    """Turns nodes into values, trusting nothing: one instance per message.

    Args:
        buffers: the raw buffers of the frame.
        max_nodes: how many nodes the whole message may have.
    """

    def __init__(self, buffers: Sequence[Buffer], max_nodes: int = 200_000) -> None:
        self._buffers: list[Buffer | None] = list(buffers)
        self._nodes_left = max_nodes

    def decode(self, node: Any, depth: int = 0) -> Any:
        """The value of a node.

        Raises:
            WireError: the node says something that cannot be.
        """
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise WireError("too many values in one message")
        kind = type(node)
        if node is None or kind is bool or kind is int or kind is float:
            return node
        if kind is str:
            if len(node) > MAX_TEXT:
                raise WireError("a text is too long")
            return node
        if depth > MAX_DEPTH:
            raise WireError("values are nested too deeply")
        return self._methods[kind](self, node, depth + 1)

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
        size = checked_size(shape)
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
        """torch, for a node that needs it. The trusted side never imports it because a reply says so.

        Raises:
            WireError: it is not imported here.
        """
        module = torch_module()
        if module is None:
            raise WireError("something of torch, where this check takes numbers, texts and NumPy arrays only")
        return module

    def with_graph(self, tensor: Any) -> Any:
        """A tensor that has a graph on the other side. Overridden by the trusted side."""
        return tensor

    # --- one method per node ---

    def _text(self, node: Any, _depth: int) -> str:
        try:
            text: str = node.data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("a text is not valid") from None
        return text

    def _bytes(self, node: Any, _depth: int) -> Any:
        if len(node.data) > MAX_TEXT:
            raise WireError("a bytes object is too long")
        return bytearray(node.data) if node.mutable else node.data

    def _set(self, node: Any, depth: int) -> Any:
        members = self.items(node.items, depth)
        check_keys(members)
        return frozenset(members) if node.frozen else set(members)

    def _dictionary(self, node: Any, depth: int) -> dict[Any, Any]:
        if len(node.items) % 2:
            raise WireError("a dictionary has a key without a value")
        parts = self.items(node.items, depth)
        check_keys(parts[::2])
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def _slice(self, node: Any, depth: int) -> slice:
        return slice(*self.items([node.start, node.stop, node.step], depth))

    def _range(self, node: Any, _depth: int) -> range:
        if not node.step:
            raise WireError("a range has step 0")
        return range(node.start, node.stop, node.step)

    def _type_name(self, node: Any, _depth: int) -> Any:
        if node.name.startswith("torch.") and node.name[6:] in TORCH_DTYPES:
            return getattr(self.torch(), node.name[6:])  # the name was just found in our own table
        if node.name not in _TYPES:
            raise WireError("a type that may not travel")
        return _TYPES[node.name]

    def _numpy_scalar(self, node: Any, _depth: int) -> Any:
        return self.array(node.buffer, node.dtype, [])[()]

    def _tensor_shape(self, node: Any, _depth: int) -> Any:
        checked_size(node.shape)
        return self.torch().Size(node.shape)

    def refuse(self, node: Any, _depth: int) -> Any:
        """Nodes that only one side may send."""
        raise WireError(f"a {type(node).__name__} is not expected here")

    _methods: ClassVar[dict[Any, Any]] = {
        nodes.Text: _text,
        nodes.Bytes: _bytes,
        nodes.BigInteger: lambda self, node, depth: decode_integer(node),
        nodes.Complex: lambda self, node, depth: complex(node.real, node.imaginary),
        nodes.List: lambda self, node, depth: self.items(node.items, depth),
        nodes.Tuple: lambda self, node, depth: tuple(self.items(node.items, depth)),
        nodes.Dictionary: _dictionary,
        nodes.Set: _set,
        nodes.Slice: _slice,
        nodes.Range: _range,
        nodes.Dots: lambda self, node, depth: ...,
        nodes.TypeName: _type_name,
        nodes.NumpyScalar: _numpy_scalar,
        nodes.TensorShape: _tensor_shape,
        nodes.Handle: lambda self, node, depth: self._handle(node, depth),
        nodes.Mirror: lambda self, node, depth: self._mirror(node, depth),
        nodes.Callback: lambda self, node, depth: self._callback(node, depth),
    }
    _handle = _mirror = _callback = refuse


def decode_integer(node: Any) -> int:
    """An integer from a plain int or a `BigInteger`, bounded so that arithmetic on it stays cheap."""
    if type(node) is int:
        return node
    if len(node.digits) > MAX_DIGITS:
        raise WireError("an integer has too many digits")
    try:
        return int(node.digits, 16)
    except ValueError:
        raise WireError("an integer is not written in hexadecimal") from None


def checked_size(shape: list[int]) -> int:
    """The number of elements of a shape that can be.

    Raises:
        WireError: too many dimensions, a negative one, or a product no array can have.
    """
    if len(shape) > MAX_DIMENSIONS or any(length < 0 for length in shape):
        raise WireError("an array has a shape that cannot be")
    size = math.prod(shape)
    if size > 1 << 40:
        raise WireError("an array is too large")
    return size


def check_keys(keys: list[Any], nested: bool = False) -> None:
    """Only short plain values may be hashed on the trusted side, and not so that they collide.

    A dictionary whose keys share the low bits of their hashes makes every later use of it quadratic; Python mixes
    in 5 more bits per probe, so keys that agree in 32 bits follow one another through the first probes.
    """
    if len(keys) > (16 if nested else MAX_KEYS):
        raise WireError("too many keys")
    for key in keys:
        if type(key) is tuple and not nested:
            check_keys(list(key), nested=True)
        elif key is not None and type(key) not in _PLAIN_KEYS:
            raise WireError("a dictionary key or set member is not a plain value")
        elif type(key) is int and not -(1 << 63) <= key < 1 << 63:
            raise WireError("a dictionary key is too large")
    if len(keys) > 256 and Counter(hash(key) & 0xFFFFFFFF for key in keys).most_common(1)[0][1] > 256:
        raise WireError("dictionary keys collide")
