"""Lists what can be mirrored, and how the state of each kind is read, compared, sent and set.

A mirrored object exists on both sides. Each side remembers the state that both knew last; an object that differs from
it at the next message has been changed in place, and is sent. States are compared by bytes, because torch's version
counter misses `p.data -= …` and shared memory.
"""

from __future__ import annotations

import ctypes
from typing import Any, Protocol

import numpy as np

from autograder.sandbox.inside.wire import generators, schema
from autograder.sandbox.inside.wire.allowed_types import REQUEST, torch_module
from autograder.sandbox.inside.wire.container_kinds import MIRRORED, containers, is_container_node
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.encoding import ValueEncoder, tensor_bytes
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.package_parts import kind_of_value
from autograder.sandbox.inside.wire.package_values import package_values

_compare_memory = ctypes.CDLL(None).memcmp
_compare_memory.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]


class Kind(Protocol):
    """How one kind of mirrored object is handled; `known` is what `capture` gave when both sides agreed last."""

    def capture(self, thing: Any) -> Any:
        """The state, detached from the object."""

    def same(self, thing: Any, known: Any) -> bool:
        """Whether the object is still in the state `known`."""

    def node(self, encoder: ValueEncoder, thing: Any, known: Any) -> Any:
        """The state as a node; `known` has just been captured."""

    def create(self, decoder: ValueDecoder, node: Any) -> Any:
        """A new object in the state of a node."""

    def assign(self, decoder: ValueDecoder, thing: Any, node: Any) -> None:
        """Bring an existing object into the state of a node, in place."""

    def check_change(self, thing: Any, node: Any) -> None:
        """Check that something done to the object in place can have brought it into the state of a node.

        Raises:
            WireError: it cannot.
        """

    def restore(self, thing: Any, known: Any) -> None:
        """Bring an object back into the state that `capture` gave."""


class _Arrays:
    def capture(self, thing: Any) -> bytes:
        return bytes(thing.tobytes())

    def same(self, thing: Any, known: bytes) -> bool:
        if thing.nbytes != len(known):
            return False
        if thing.flags.c_contiguous:
            return bool(_compare_memory(thing.ctypes.data, known, len(known)) == 0)
        return bool(thing.tobytes() == known)

    def node(self, encoder: ValueEncoder, thing: Any, known: bytes) -> Any:
        return schema.Array(encoder.add(known), thing.dtype.str, list(thing.shape), bool(thing.flags.writeable))

    def create(self, decoder: ValueDecoder, node: Any) -> Any:
        array = decoder.array(node.buffer, node.dtype, node.shape)
        array.flags.writeable = node.writable
        return array

    def assign(self, decoder: ValueDecoder, thing: Any, node: Any) -> None:
        self.check_change(thing, node)
        thing[...] = decoder.array(node.buffer, node.dtype, node.shape)

    def check_change(self, thing: Any, node: Any) -> None:
        if node.dtype != thing.dtype.str or tuple(node.shape) != thing.shape:
            raise WireError("an array came back with another shape or type")
        if not thing.flags.writeable:
            raise WireError("a read-only array came back changed")

    def restore(self, thing: Any, known: bytes) -> None:
        writable, thing.flags.writeable = thing.flags.writeable, True
        thing[...] = np.frombuffer(known, thing.dtype).reshape(thing.shape)
        thing.flags.writeable = writable


class _Tensors:
    def capture(self, thing: Any) -> tuple[bytes, bytes | None, bool]:
        gradient = self._gradient(thing)
        return tensor_bytes(thing), None if gradient is None else tensor_bytes(gradient), thing.requires_grad

    def same(self, thing: Any, known: Any) -> bool:
        return bool(self.capture(thing) == known)

    def node(self, encoder: ValueEncoder, thing: Any, known: Any) -> Any:
        data, gradient, requires_grad = known
        parameter = type(thing) is torch_module().nn.Parameter
        place = encoder.add(data), -1 if gradient is None else encoder.add(gradient)
        has_graph = thing.grad_fn is not None
        return schema.Tensor(
            place[0], str(thing.dtype)[6:], list(thing.shape), requires_grad, parameter, place[1], has_graph
        )

    def create(self, decoder: ValueDecoder, node: Any) -> Any:
        data, gradient = decoder.tensor(node)
        torch = torch_module()
        if node.parameter:
            tensor = torch.nn.Parameter(data, requires_grad=node.requires_grad)
        else:
            tensor = data.requires_grad_(node.requires_grad)
        tensor.grad = gradient
        return decoder.with_graph(tensor) if node.has_graph else tensor

    def check_change(self, thing: Any, node: Any) -> None:
        if node.dtype != str(thing.dtype)[6:] or node.shape != list(thing.shape):
            raise WireError("a tensor came back with another shape or type")

    def restore(self, thing: Any, known: tuple[bytes, bytes | None, bool]) -> None:
        data, gradient, requires_grad = known
        dtype, torch = str(thing.dtype)[6:], torch_module()
        buffers = [bytearray(data), *([] if gradient is None else [bytearray(gradient)])]
        place = -1 if gradient is None else 1
        with torch.no_grad():
            self.assign(
                ValueDecoder(buffers, bounds=REQUEST),
                thing,
                schema.Tensor(0, dtype, list(thing.shape), requires_grad, False, place, False),
            )

    def assign(self, decoder: ValueDecoder, thing: Any, node: Any) -> None:
        self.check_change(thing, node)
        data, gradient = decoder.tensor(node)
        with torch_module().no_grad():
            # a child cannot know whether the test wrote to x.data, as gradcheck does, which no graph is to notice
            (thing.data if decoder.trusts else thing).copy_(data)
        if not thing.is_leaf:
            return
        if gradient is not None and thing.grad is not None:
            with torch_module().no_grad():
                thing.grad.copy_(gradient)
        else:
            thing.grad = gradient
        thing.requires_grad_(node.requires_grad)

    @staticmethod
    def _gradient(thing: Any) -> Any:
        strided = torch_module().strided
        return thing.grad if thing.is_leaf and thing.grad is not None and thing.grad.layout is strided else None


class _Generators:
    def capture(self, thing: Any) -> schema.Generator:
        return generators.read_state(thing)

    def same(self, thing: Any, known: schema.Generator) -> bool:
        return generators.read_state(thing) == known

    def node(self, encoder: ValueEncoder, thing: Any, known: schema.Generator) -> Any:
        return known

    def create(self, decoder: ValueDecoder, node: Any) -> Any:
        return generators.new_generator(node, decoder)

    def assign(self, decoder: ValueDecoder, thing: Any, node: Any) -> None:
        generators.write_state(thing, node)

    def check_change(self, thing: Any, node: Any) -> None:
        generators.check_reached(thing, node)

    def restore(self, thing: Any, known: schema.Generator) -> None:
        generators.write_state(thing, known)


_arrays, _tensors, _generators = _Arrays(), _Tensors(), _Generators()


def kind_of(thing: Any) -> Kind:
    """How to handle an object that travels as a mirror."""
    if type(thing) is np.ndarray:
        return _arrays
    if type(thing) in MIRRORED:
        return containers
    if generators.is_generator(thing):
        return _generators
    return package_values if kind_of_value(thing) else _tensors


def kind_of_node(node: Any) -> Kind:
    """How to handle the state that a node holds."""
    if type(node) is schema.Array:
        return _arrays
    if is_container_node(node):
        return containers
    if type(node) is schema.Packaged:
        return package_values
    return _generators if type(node) is schema.Generator else _tensors
