"""Serves the wire inside the jail, beside student code.

It shares its process with student code, so nobody trusts it: whatever it answers is checked on the other side. It reads
a request, carries it out, answers with a value, a handle, or an exception as data, and waits for the next.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import itertools
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograder.sandbox.inside import code_cache
from autograder.sandbox.inside.warned import Warnings
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import REQUEST, CannotTravel
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.encoding import ValueEncoder
from autograder.sandbox.inside.wire.exceptions import describe, own_kinds, plain_name, says_more
from autograder.sandbox.inside.wire.framing import REPLIES, REQUESTS, Buffer, blocking_reader, pack, write_frame
from autograder.sandbox.inside.wire.generators import is_generator
from autograder.sandbox.inside.wire.mirrors import Mirrors
from autograder.sandbox.inside.wire.operators import OPERATORS

_MOST_CAUSES = 4


class CallbackError(Exception):
    """A function of the test raised; student code may catch it, but the check will fail all the same."""


class _Encoder(ValueEncoder):
    def __init__(self, server: RpcServer) -> None:
        super().__init__()
        self._server = server

    def encode_shared(self, thing: Any) -> Any:
        return self._server.mirrors.node(thing)

    def encode_container(self, thing: Any) -> Any:
        mirrors = self._server.mirrors
        return mirrors.node(thing) if self._server.shares and mirrors.has_room(thing) else None

    def encode_object(self, value: Any) -> Any:
        if is_generator(value):
            return self._server.mirrors.node(value)
        if isinstance(value, (_Callback, _Iterator)):
            return schema.Callback(value.number, isinstance(value, _Iterator))
        return self._server.handle(value)


class _Decoder(ValueDecoder):
    def __init__(self, server: RpcServer, buffers: list[bytearray]) -> None:
        super().__init__(buffers, REQUEST)
        self._server = server

    def torch(self) -> Any:
        import torch  # the test has it, so it may send something of it

        return torch

    def _handle(self, node: Any, _depth: int) -> Any:
        return self._server.objects[node.id]

    def _mirror(self, node: Any, _depth: int) -> Any:
        return self._server.mirrors.find(node.id)

    def _callback(self, node: Any, _depth: int) -> Any:
        if node.iterates:
            return (_Stream if node.name == "stream" else _Iterator)(self._server, node.id)
        return (_Function if node.binds else _Callback)(self._server, node.id, node.name, node.doc)


class _Callback:
    """A function of the test: calling it asks the other side."""

    def __init__(self, server: RpcServer, number: int, name: str, doc: str) -> None:
        self._server, self.number = server, number
        self.__name__ = self.__qualname__ = name
        self.__doc__ = doc or None

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._server.invoke(self.number, arguments, keywords)


class _Function(_Callback):
    """A callback that becomes a method in a class, as defined functions do."""

    def __get__(self, thing: Any, kind: Any = None) -> Any:
        return self if thing is None else types.MethodType(self, thing)


class _Iterator:
    """An iterator of the test over the same values."""

    def __init__(self, server: RpcServer, number: int) -> None:
        self._server, self.number = server, number

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        found, value = self._server.invoke(self.number, (), {})
        if not found:
            raise StopIteration
        return value


class _Stream(_Iterator):
    """A text file of the test, or one in memory: reads and writes happen on the test's side."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self._server.invoke(self.number, (name, *arguments), {})

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        """It is the test's to close."""

    def close(self) -> None:
        """It is the test's to close."""


class RpcServer:
    """One conversation with the trusted side.

    Args:
        read, write: descriptors of the two pipes.
        root: the folder with the student's files; tracebacks contain only frames of files below it.
        layers_held: the layers of the jail around this process; the canary looks for them here.
        may_wait: whether this process may become a template now.
    """

    def __init__(
        self,
        read: int,
        write: int,
        root: str,
        layers_held: Sequence[str] = (),
        may_wait: Callable[[], bool] = lambda: False,
    ) -> None:
        self._write, self._root, self.layers_held = write, root, layers_held
        self._frames = blocking_reader(read, REQUESTS)
        self._may_wait = may_wait
        self._request = 0
        self.shares = self._waits = False
        self._warnings = Warnings(root)
        self.mirrors = Mirrors(step=-1)
        self.objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._new_number = itertools.count(1)

    def anew(self, read: int, write: int) -> RpcServer:
        """The server for another conversation about the same files."""
        return RpcServer(read, write, self._root, self.layers_held)

    def serve(self) -> bool:
        """Answer requests until the other side closes the pipe (False), or this is to become a template (True)."""
        with contextlib.suppress(EOFError):
            while not self._waits:
                self._answer(*self._receive())
        return self._waits

    def handle(self, value: Any) -> schema.Handle:
        """The node for an object that stays here; the same object always gets the same number."""
        number = self._numbers.get(id(value))
        if number is None:
            number = next(self._new_number)
            self.objects[number], self._numbers[id(value)] = value, number
        kind = value if issubclass(type(value), type) else type(value)
        return schema.Handle(number, plain_name(kind))

    def invoke(self, callback: int, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Call a function of the test, and serve its own requests until it returns."""
        encoder = _Encoder(self)
        encoded = [encoder.encode(value) for value in arguments]
        values = [encoder.encode(value) for value in keywords.values()]
        _flush()
        self._send(schema.Invoke(callback, encoded, list(keywords), values), encoder)
        outer = self._request
        while True:
            request, decoder = self._receive()
            operation = request.operation
            if isinstance(operation, schema.Return):
                self._request = outer
                return decoder.decode(operation.value)
            if isinstance(operation, schema.Throw):
                self._request = outer
                raise _thrown(operation)
            self._answer(request, decoder)

    def _receive(self) -> tuple[schema.Request, _Decoder]:
        header, buffers = self._frames.frame()
        request = schema.request_decoder.decode(header)
        self._request, self.shares = request.id, request.shares
        if request.listens:
            self._warnings.listen()
        decoder = _Decoder(self, buffers)
        self.mirrors.apply(decoder, request.updates)
        self.mirrors.forget(request.dropped)
        for number in request.released:
            self._numbers.pop(id(self.objects.pop(number, None)), None)
        return request, decoder

    def _answer(self, request: schema.Request, decoder: _Decoder) -> None:
        encoder = _Encoder(self)
        try:
            body: Any = schema.Result(encoder.encode(self._perform(request.operation, decoder)))
        except BaseException as error:
            encoder = _Encoder(self)
            body = self._described(error)
        _flush()
        self._request = request.id
        try:
            parts = self._packed(body, encoder)
        except BaseException as error:
            del body, encoder  # what is too large to be sent must not be in the way of saying so
            parts = self._packed_failure(error)
        write_frame(self._write, parts)

    def _described(self, error: BaseException, depth: int = 0) -> schema.Raised:
        """An exception as data, with what it was raised from. It is held without the frames that led to it."""
        raised = describe(error, self._root)
        with contextlib.suppress(Exception):
            raised.kinds = [self.handle(kind).id for kind in own_kinds(error)]
            cause = error.__cause__
            if isinstance(cause, BaseException) and depth < _MOST_CAUSES:
                raised.cause = self._described(cause, depth + 1)
            if says_more(error) and not isinstance(error, MemoryError):
                raised.error = self.handle(error.with_traceback(None))
        return raised

    def _send(self, body: Any, encoder: _Encoder) -> None:
        write_frame(self._write, self._packed(body, encoder))

    def _packed(self, body: Any, encoder: _Encoder) -> list[Buffer]:
        """The frame of a reply, with what has changed since the last one."""
        try:
            updates = self.mirrors.updates(encoder)
            header = schema.encoder.encode(schema.Reply(self._request, updates, body, self._warnings.take()))
            parts = pack(header, encoder.buffers, REPLIES)
        except BaseException:
            self.mirrors.take_back()
            raise
        self.mirrors.sent()
        return parts

    def _packed_failure(self, error: BaseException) -> list[Buffer]:
        """The frame of a reply that says why there is no other."""
        if isinstance(error, MemoryError):
            error = MemoryError("what it returned takes more memory to send to the check than is left")
        elif not isinstance(error, CannotTravel):
            error = CannotTravel(f"what it returned cannot be sent to the check: {error}")
        reply = schema.Reply(self._request, [], describe(error, self._root))
        return pack(schema.encoder.encode(reply), (), REPLIES)

    def _perform(self, operation: Any, decoder: _Decoder) -> Any:
        if isinstance(operation, schema.Call):
            arguments = [decoder.decode(value) for value in operation.arguments]
            values = [decoder.decode(value) for value in operation.keyword_values]
            return self.objects[operation.target](*arguments, **dict(zip(operation.keywords, values, strict=True)))
        if isinstance(operation, schema.Get):
            return getattr(self.objects[operation.target], operation.name)
        if isinstance(operation, schema.Operate):
            return OPERATORS[operation.operator](*[decoder.decode(value) for value in operation.operands])
        if isinstance(operation, schema.Put):
            return setattr(self.objects[operation.target], operation.name, decoder.decode(operation.value))
        if isinstance(operation, schema.Import):
            return importlib.import_module(operation.module)
        if isinstance(operation, schema.Define):
            return _define(operation.module, operation.source)
        if isinstance(operation, schema.Compile):
            return code_cache.compile_files(self._root, operation.paths)
        if isinstance(operation, schema.Install):
            return code_cache.install(self._root, operation.codes)
        if isinstance(operation, schema.Wait):
            self._waits = self._may_wait()
            return self._waits
        raise CannotTravel(f"a {type(operation).__name__} without a callback")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def _define(name: str, source: str) -> types.ModuleType:
    module = types.ModuleType(name)
    sys.modules[name] = module
    try:
        exec(code_cache.code_of(name, source), module.__dict__)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _thrown(operation: schema.Throw) -> BaseException:
    kind = getattr(builtins, operation.type_name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(TypeError):  # some are not made of a text alone
            return kind(operation.message)
    return CallbackError(operation.message)
