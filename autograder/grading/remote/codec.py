"""Turns a test's values into nodes of the wire, and a child's nodes into values, on the trusted side."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import io
import operator
import pathlib
import sys
import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.grading.blame import is_a_tests_file
from autograder.grading.remote import graphs
from autograder.grading.remote.lazy_names import LazyName
from autograder.grading.remote.objects import Handle
from autograder.grading.remote.student_paths import StudentPath
from autograder.model import Limits
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import REPLY, REQUEST, Bounds, CannotTravel, TooLarge
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.encoding import ValueEncoder
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.generators import is_generator
from autograder.text import plain

if TYPE_CHECKING:
    from autograder.grading.remote.client import RpcClient

_MOST_FUNCTIONS = 1_000_000
_FUNCTIONS = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    functools.partial,
    types.MethodWrapperType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
    type(functools.lru_cache(len)),
    operator.itemgetter,
    operator.attrgetter,
    operator.methodcaller,
    np.ufunc,
)
#: what student code may do with a text file of the test's, or one in memory
_OF_A_STREAM = frozenset(("read", "readline", "readlines", "write", "writelines", "flush", "seek", "tell", "getvalue"))


class Encoder(ValueEncoder):
    """Turns values of a test into nodes: anything but data becomes a handle, a mirror or a callback."""

    def __init__(self, client: RpcClient) -> None:
        super().__init__(REQUEST)
        self._client = client

    def encode_shared(self, thing: Any) -> Any:
        return self._client.mirrors.node(graphs.sent(self._client, thing))

    def encode_container(self, thing: Any) -> Any:
        mirrors = self._client.mirrors
        return mirrors.node(thing) if self._client.shares and mirrors.has_room(thing) else None

    def encode_object(self, value: Any) -> Any:
        if isinstance(value, LazyName):
            return self.encode(value.value())
        if isinstance(value, Handle):
            return self._client.own(value)
        if is_generator(value):
            return self._client.mirrors.node(value)
        if (copy := self._client.objects.copy_of(value)) is not None:
            return self._client.own(copy)
        if type(value) is StudentPath:
            return schema.Standard("PosixPath", [str(value)])
        if inspect.iscoroutinefunction(value):
            raise CannotTravel("a coroutine of the test cannot run in the student's process; build it in drivers.py")
        if isinstance(value, _FUNCTIONS) or _is_tests_callable(value):
            return self._client.functions.node(value, iterates=False)
        if isinstance(value, io.TextIOBase):
            return self._client.functions.node(_stream(value), iterates=True)
        if isinstance(value, Iterator):
            return self._client.functions.node(_step(value), iterates=True)
        raise CannotTravel(
            f"a {type(value).__qualname__} object cannot be sent to the student's process; build it in drivers.py, a "
            "module that runs beside the student's code, or send numbers, arrays, tensors, containers of them or "
            "functions"
        )


@functools.lru_cache
def _reply(extent: int, nodes: int) -> Bounds:
    return dataclasses.replace(REPLY, extent=extent, nodes=nodes)


class Decoder(ValueDecoder):
    """Turns nodes of a reply into values, within the limits of an assignment."""

    def __init__(self, client: RpcClient, buffers: list[Any], limits: Limits) -> None:
        super().__init__(buffers, _reply(limits.reply, limits.reply_nodes))
        self._client = client

    def _handle(self, node: Any, _depth: int) -> Any:
        return self._client.handles.take(self._client, node.id, plain(node.type_name, 80))

    def _mirror(self, node: Any, _depth: int) -> Any:
        return graphs.seen(self._client, self._client.mirrors.find(node.id))

    def _callback(self, node: Any, _depth: int) -> Any:
        return self._client.functions.find(node.id)

    def standard(self, node: Any) -> Any:
        value = super().standard(node)
        return StudentPath(value) if isinstance(value, pathlib.Path) else value

    def with_graph(self, tensor: Any) -> Any:
        return graphs.mark(tensor)


class Functions:
    """The functions of a test that student code was given, by number."""

    def __init__(self) -> None:
        self._functions: list[Callable[..., Any]] = []
        self._is_iterator: list[bool] = []

    def __len__(self) -> int:
        return len(self._functions)

    def node(self, function: Callable[..., Any], iterates: bool) -> schema.Callback:
        """The node that lets student code call a function of the test.

        Raises:
            TooLarge: there are too many.
        """
        if len(self._functions) >= _MOST_FUNCTIONS:
            raise TooLarge(f"more than {_MOST_FUNCTIONS} functions were passed to student code")
        self._functions.append(function)
        self._is_iterator.append(iterates)
        name = getattr(function, "__name__", "") if isinstance(function, _FUNCTIONS) else type(function).__name__
        doc = function.__doc__ if isinstance(function, types.FunctionType) else None
        name, doc = (one if isinstance(one, str) else "" for one in (name, doc))
        is_method = type(function) is types.FunctionType
        return schema.Callback(len(self._functions) - 1, iterates, name, doc, is_method)

    def find(self, number: int) -> Any:
        """The function of a number, when student code hands it back.

        Raises:
            WireError: it was never given.
        """
        if not 0 <= number < len(self._functions) or self._is_iterator[number]:
            raise WireError("a function that was never passed")
        return self._functions[number]

    def __getitem__(self, number: int) -> Callable[..., Any]:
        """The function, or the step of an iterator, that student code calls by a number."""
        return self._functions[number]


def _is_tests_callable(value: Any) -> bool:
    """Whether it is a mock, or an instance of a callable class of the test: student code can only call it."""
    mock = sys.modules.get("unittest.mock")  # a test that has a mock has imported it
    if mock is not None and isinstance(value, mock.NonCallableMock):
        return callable(value)
    calls = next((vars(kind)["__call__"] for kind in type(value).__mro__ if "__call__" in vars(kind)), None)
    code = getattr(calls, "__code__", None)
    return isinstance(code, types.CodeType) and is_a_tests_file(code.co_filename)


def _step(iterator: Iterator[Any]) -> Callable[[], tuple[bool, Any]]:
    def step() -> tuple[bool, Any]:
        for value in iterator:
            return True, value
        return False, None

    return step


def _stream(file: io.TextIOBase) -> Callable[..., Any]:
    """What student code may do with a file of the test: its steps as an iterator, and a few methods."""
    following = _step(iter(file.readline, ""))

    def stream(method: str = "", *arguments: Any) -> Any:
        if not method:
            return following()
        if method not in _OF_A_STREAM or not hasattr(file, method):
            raise AttributeError(f"{type(file).__name__} has no {method} here")
        return getattr(file, method)(*arguments)

    return stream
