"""The trusted side of one conversation: requests to a child, replies decoded strictly, callbacks served.

Theory of operation. One request is under way at a time; its random number must come back with the reply. A reply is
decoded by msgspec against closed types, then by decoding.py against closed tables; nothing in it is looked up, called
or evaluated. Exceptions are data. While student code runs it may call functions that the test passed; an exception
in one of those is kept and ends the check even if student code swallows it. After any fault the child is never
asked again.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

from autograder.errors import GraderError
from autograder.grading.crash_dumps import without_dump
from autograder.grading.file_limits import advice
from autograder.grading.paths import relative
from autograder.grading.remote import graphs
from autograder.grading.remote.arguments import OwnArguments
from autograder.grading.remote.channel import Channel, ChildEnded, DeadlineReached
from autograder.grading.remote.codec import Decoder, Encoder, Functions
from autograder.grading.remote.ending import ChildEnding
from autograder.grading.remote.error_kinds import ErrorKinds
from autograder.grading.remote.faults import (
    BadReply,
    CheckAuthorError,
    NotData,
    StudentError,
    StudentFault,
    TooMuchToHold,
    Unsendable,
    said,
)
from autograder.grading.remote.fingerprint import Trace
from autograder.grading.remote.handles import Handles
from autograder.grading.remote.heard import Echo, give
from autograder.grading.remote.modules import OwnObjects
from autograder.grading.remote.objects import Handle, note_maker, note_name
from autograder.grading.remote.student_errors import student_error
from autograder.grading.remote.surroundings import Surroundings
from autograder.model import Limits
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import CannotTravel
from autograder.sandbox.inside.wire.framing import REQUESTS, WireError, pack
from autograder.sandbox.inside.wire.operators import WORDS
from autograder.sandbox.zygote_client import ChildProcess
from autograder.text import plain

_MOST_DEPTH, _MOST_INVOCATIONS, _MOST_WARNED = 32, 1_000_000, 1000
_ANEW = "make it anew in each check: keep it in a fixture of function scope, not in a module, a class or a cache"


class RpcClient:
    """One child, as tests use it: `import_module`, `define`, and the four operations of a `Peer`.

    Args:
        process: the child; it belongs to this client from now on.
        limits: of its replies, output and time.
        root: the folder with the student's files, to tell their lines in dumps.
        sealed: the jail holds, so student code cannot send itself SIGKILL.
        kept: whether the test's own objects stay as they are, whatever student code does to them in place.
        share: bytes that the child may come to hold in all, where a container's memory is shared out; else 0.
        listens: whether the test looks at warnings.
    """

    ours = False

    def __init__(
        self,
        process: ChildProcess,
        limits: Limits,
        root: str,
        sealed: bool = True,
        kept: bool = False,
        share: int = 0,
        listens: bool = False,
    ) -> None:
        self._process, self._limits, self._root = process, limits, root
        self._channel = Channel(process, limits)
        self._ending = ChildEnding(process, self._channel, limits, root, sealed, share)
        self.mirrors, self.shares = OwnArguments(kept, limits.reply_nodes), not kept
        self._listens, self._echo = listens, Echo(self._channel)
        self._warned: list[schema.Warned] = []
        self.handles, self.error_kinds = Handles(), ErrorKinds()
        self.objects = OwnObjects(self, kept)
        self.functions = Functions()
        self._sticky: BaseException | None = None
        self._fault: StudentFault | None = None
        self._is_closed = False
        self.printed_before = ""  # while its files were imported, if that was in another process
        self.trace = Trace()
        self._depth = 0
        self._encodes = False  # a request is being written down, which may have to ask for what a name stands for
        self._invocations = 0
        self._answered = False
        self.surroundings: Surroundings | None = None
        self.takes_its_word = False
        self.words: set[str] = set()  # what objects of student code were asked to say of themselves

    # --- what tests ask for ---

    @property
    def root(self) -> str:
        """The folder with the student's files."""
        return self._root

    def import_module(self, name: str) -> Any:
        """A handle to a module of the submission, or to what it has put in its own place."""
        return self._ask(schema.Import(name))

    def define(self, name: str, source: str) -> Any:
        """A handle to a module made of trusted source text."""
        return self._ask(schema.Define(name, source))

    def run(self, name: str, source: str, function: str, *arguments: Any) -> Any:
        """What a function of a module made of trusted source text answers in the child; perhaps anything at all."""
        found = self.get(self.define(name, source), function)
        if not isinstance(found, Handle):
            self._end(BadReply(f"there is {_described(found)} in place of the function {function}"))
        return self.call(found, arguments, {})

    def compile(self, paths: list[str]) -> dict[str, bytes]:
        """Compile files of the submission without running them: path -> bytes that only a child may open."""
        codes = self._ask(schema.Compile(paths))
        if type(codes) is not dict or not all(path in paths and type(data) is bytes for path, data in codes.items()):
            self._end(BadReply("compiled code that cannot be"))
        return codes

    def install(self, codes: dict[str, bytes]) -> None:
        """Have the child import files from such bytes, before any student code runs there."""
        self._ask(schema.Install(codes))
        self._answered = False  # that was the server's word

    def wait(self) -> bool:
        """Have the child become a template, which is asked nothing any more; whether it says that it can be one."""
        return self._ask(schema.Wait()) is True

    def get(self, target: Any, name: str) -> Any:
        found = self._ask(schema.Get(self.own(target).id, name))
        if isinstance(found, Handle):
            note_name(found, name)
        return found

    def put(self, target: Any, name: str, value: Any) -> None:
        encoder = Encoder(self)
        self._ask(schema.Put(self.own(target).id, name, self._encode(encoder, value)), encoder)

    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        encoder = Encoder(self)
        encoded = [self._encode(encoder, value) for value in arguments]
        values = [self._encode(encoder, value) for value in keywords.values()]
        answer = self._ask(schema.Call(self.own(target).id, encoded, list(keywords), values), encoder)
        self.objects.fetch()
        if isinstance(answer, Handle):
            note_maker(answer, target)
        return answer

    def operate(self, operator: str, *operands: Any) -> Any:
        if operator in WORDS:
            self.words.add(operator)
        encoder = Encoder(self)
        encoded = [self._encode(encoder, operand) for operand in operands]
        return self._ask(schema.Operate(operator, encoded), encoder)

    def output(self) -> str:
        """What student code has printed so far, without what the jail's own machinery wrote about a crash or a hang."""
        out, error = self._channel.printed()
        printed = relative(self.printed_before + out + without_dump(error), self._root)
        return plain(printed, 2 * self._limits.output_kept)

    @property
    def fault(self) -> StudentFault | None:
        """What ended the conversation, if anything did."""
        return self._fault

    @property
    def sticky(self) -> BaseException | None:
        """An exception that a function of the test raised while student code called it, not yet raised in the test."""
        return self._sticky

    @property
    def answered(self) -> bool:
        """Whether student code has answered with data, which may have led to what the test does from then on."""
        return self._answered

    def close(self) -> None:
        """Give the test back what it holds as it was before student code changed it, and end the child."""
        self._is_closed = True
        try:
            self.objects.restore()
            self.mirrors.restore()
        finally:
            self._process.close()

    # --- what the encoder and decoder need ---

    def own(self, handle: Any) -> schema.Handle:
        """The node of one of this child's handles."""
        peer = handle._resolve()[0]
        if peer.ours != self.ours:
            why = f"{handle!r} belongs to the other of submission and reference: it can be passed data only"
            raise NotData(why, getattr(type(handle), "__name__", "?"), peer.ours)
        if peer is not self:
            raise CheckAuthorError(f"{handle!r} belongs to another check; {_ANEW}")
        return schema.Handle(object.__getattribute__(handle, "_number"), "")

    # --- the exchange ---

    def _encode(self, encoder: Encoder, value: Any) -> Any:
        try:
            self.objects.prepare(value)
            with self._encoding():
                return encoder.encode(value)
        except CannotTravel as error:
            raise Unsendable(str(error), self.answered) from None

    @contextlib.contextmanager
    def _encoding(self) -> Iterator[None]:
        """Meanwhile what is asked tells nothing of objects of the test: the request that is written down will."""
        before, self._encodes = self._encodes, True
        try:
            yield
        finally:
            self._encodes = before

    def _ask(self, operation: Any, encoder: Encoder | None = None) -> Any:
        if self._is_closed:  # its pipes may be another child's by now
            raise CheckAuthorError(f"an object of an earlier check is used; {_ANEW}")
        if self._fault is not None:
            raise self._fault
        graphs.refuse_within_a_transform()
        if not self._encodes:
            if self.surroundings is not None:
                self.surroundings.follow(self)
            self.objects.follow()
        try:
            value = self._exchange(operation, encoder or Encoder(self))
        except (ChildEnded, DeadlineReached, StudentFault) as fault:
            self._end(fault)
        except GraderError:
            raise
        except MemoryError:
            self._end(TooMuchToHold())
        except Exception as error:  # whatever else a reply leads to
            self._end(BadReply(plain(said(error), 300) or type(error).__name__))
        sticky, self._sticky = self._sticky, None
        if sticky is not None and (_ends_a_check(sticky) or _is_of(value, sticky)):
            raise sticky
        warned, self._warned = self._warned, []
        if warned and (made_of_one := give(warned)) is not None:
            raise made_of_one
        if isinstance(value, StudentError):
            raise value
        return value

    def _exchange(self, operation: Any, encoder: Encoder) -> Any:
        if not self.ours:
            self._echo.begin()
        number = self._send(operation, encoder)
        while True:
            body, decoder = self._receive(number)
            if not self.ours:
                self._echo.hand_on()
            if isinstance(body, schema.Result):
                value = decoder.decode(body.value)
                if isinstance(operation, (schema.Import, schema.Define)) and not isinstance(value, Handle):
                    # names of the test would be looked up in it here, in no child
                    raise BadReply(f"there is {_described(value)} in place of the module {operation.module}")
                return value
            if isinstance(body, schema.Raised):
                return self._error(body)
            self._serve(body, decoder)

    def _error(self, raised: schema.Raised) -> StudentError:
        error = student_error(raised, self.error_kinds.kinds)
        error.advice = advice(error, self._limits)
        if raised.error is not None:
            error._remote = self.handles.take(self, raised.error.id, plain(raised.error.type_name, 80))
        return error

    def _send(self, operation: Any, encoder: Encoder) -> int:
        news = ([], [], []) if self._encodes else self._news(encoder)
        number = secrets.randbits(62)
        request = schema.Request(number, *news, self.shares, self._listens, operation)
        try:
            parts = pack(schema.encoder.encode(request), encoder.buffers, REQUESTS)
        except WireError as error:
            raise Unsendable(f"too much is passed to student code: {error}", self.answered) from None
        size = sum(map(len, parts))
        if 2 * size > self._limits.memory:  # the child holds what it is given, and a copy to see what is changed
            most = self._limits.memory >> 20
            what = f"{size >> 20} MiB are passed to student code, which may use {most} MiB (limits: memory)"
            raise Unsendable(what, self.answered)
        self._channel.send(parts)
        return number

    def _news(self, encoder: Encoder) -> tuple[list[int], list[int], list[schema.Update]]:
        """What the child has not heard of yet: handles and mirrors that nobody holds, and states."""
        updates = self._updates(encoder)
        return self.handles.take_released(), self.mirrors.release(), updates

    def _updates(self, encoder: Encoder) -> list[schema.Update]:
        try:
            with self._encoding():
                return self.mirrors.updates(encoder)
        except CannotTravel as error:  # something in a list or the like
            self.mirrors.take_back()
            raise Unsendable(str(error), self.answered) from None

    def _receive(self, number: int) -> tuple[Any, Decoder]:
        header, buffers = self._channel.receive()
        try:
            reply = schema.reply_decoder.decode(header)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
            raise BadReply(f"not a message of the wire: {str(error)[:200]}") from None
        if reply.id != number:
            raise BadReply("a reply to nothing that was asked")
        if len(reply.updates) > self._limits.reply_nodes:
            raise BadReply(f"more than {self._limits.reply_nodes} values in one answer")
        decoder = Decoder(self, buffers, self._limits)
        self.mirrors.apply(decoder, reply.updates)
        self.trace.add(reply, buffers, len(header))
        self._heard(reply)
        if self._listens and reply.warned:
            self._warned += reply.warned[: _MOST_WARNED - len(self._warned)]
        return reply.body, decoder

    def _heard(self, reply: schema.Reply) -> None:
        silent = isinstance(reply.body, schema.Result) and isinstance(reply.body.value, schema.Handle)
        self._answered = self._answered or bool(reply.updates) or not silent

    def _serve(self, call: schema.Invoke, decoder: Decoder) -> None:
        """Run a function of the test for student code, and send what it gives or raises."""
        self._invocations += 1
        if not 0 <= call.callback < len(self.functions) or len(call.keywords) != len(call.keyword_values):
            raise BadReply("a call of a function that was never passed")
        if self._depth >= _MOST_DEPTH or self._invocations > _MOST_INVOCATIONS:
            raise BadReply("functions of the test are called too deeply or too often")
        arguments = [decoder.decode(value) for value in call.arguments]
        values = [decoder.decode(value) for value in call.keyword_values]
        encoder = Encoder(self)
        self._depth += 1
        try:
            result = self.functions[call.callback](*arguments, **dict(zip(call.keywords, values, strict=True)))
            answer: Any = schema.Return(self._encode(encoder, result))
        except (StudentFault, ChildEnded, DeadlineReached):
            raise
        except BaseException as error:
            is_first = self._sticky is None or not _ends_a_check(self._sticky)
            if is_first and not isinstance(error, StudentError):
                self._sticky = error
            encoder = Encoder(self)
            answer = schema.Throw(type(error).__name__.removeprefix("Student"), plain(said(error), 1000))
        finally:
            self._depth -= 1
        self._send(answer, encoder)

    def _end(self, fault: BaseException) -> NoReturn:
        """The conversation is over: say why in terms of the student's program.

        Nothing that the program wrote can stop this: its own exception would reach the test in place of the fault, and
        a test that expects such an exception would pass.
        """
        if self._fault is None:
            try:
                self._fault = self._ending.explained(fault)
            except GraderError:
                raise
            except Exception as error:
                self._fault = BadReply(f"it ended, and left what cannot be read ({type(error).__name__})")
        raise self._fault


def _ends_a_check(error: BaseException) -> bool:
    """Whether an exception in a function of the test ends the check though student code may have caught it."""
    return not isinstance(error, Exception) or isinstance(error, (AssertionError, GraderError))


def _is_of(value: Any, error: BaseException) -> bool:
    """Whether what student code raised is that exception of the test's, which it has let through."""
    return isinstance(value, StudentError) and value.type_name in (type(error).__name__, "CallbackError")


def _described(value: Any) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"
