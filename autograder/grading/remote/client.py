"""The trusted side of one conversation: requests to a child, replies decoded strictly, callbacks served.

Theory of operation. One request is under way at a time; its random number must come back with the reply. A reply is
decoded by msgspec against closed types, then by codec.py against closed tables; nothing in it is looked up, called
or evaluated. Exceptions are data. While student code runs it may call functions that the test passed, which
callbacks.py serves. After any fault the child is never asked again.
"""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

import msgspec

from autograder.errors import GraderError
from autograder.grading.crash_dumps import without_dump
from autograder.grading.file_limits import advice
from autograder.grading.paths import relative
from autograder.grading.remote import graphs
from autograder.grading.remote.arguments import OwnArguments
from autograder.grading.remote.callbacks import Callbacks
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

_MOST_WARNED = 1000
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
        self._callbacks = Callbacks(self)
        self._fault: StudentFault | None = None
        self._is_closed = False
        self.printed_before = ""  # while its files were imported, if that was in another process
        self.trace = Trace()
        self._encodes = False  # a request is being written down, which may have to ask for what a name stands for
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
        self._ask(schema.Put(self.own(target).id, name, self.encode(encoder, value)), encoder)

    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        encoder = Encoder(self)
        encoded = [self.encode(encoder, value) for value in arguments]
        values = [self.encode(encoder, value) for value in keywords.values()]
        answer = self._ask(schema.Call(self.own(target).id, encoded, list(keywords), values), encoder)
        self.objects.fetch()
        if isinstance(answer, Handle):
            note_maker(answer, target)
        return answer

    def operate(self, operator: str, *operands: Any) -> Any:
        if operator in WORDS:
            self.words.add(operator)
        encoder = Encoder(self)
        encoded = [self.encode(encoder, operand) for operand in operands]
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

    # --- what the encoder, the decoder and callbacks need ---

    def own(self, handle: Any) -> schema.Handle:
        """The node of one of this child's handles."""
        peer = handle._resolve()[0]
        if peer.ours != self.ours:
            why = f"{handle!r} belongs to the other of submission and reference: it can be passed data only"
            raise NotData(why, getattr(type(handle), "__name__", "?"), peer.ours)
        if peer is not self:
            raise CheckAuthorError(f"{handle!r} belongs to another check; {_ANEW}")
        return schema.Handle(object.__getattribute__(handle, "_number"), "")

    def encode(self, encoder: Encoder, value: Any) -> Any:
        """A value of the test as it is written down in a request."""
        try:
            self.objects.prepare(value)
            before, self._encodes = self._encodes, True
            try:
                return encoder.encode(value)
            finally:
                self._encodes = before
        except CannotTravel as error:
            raise Unsendable(str(error), self.answered) from None

    def send(self, operation: Any, encoder: Encoder) -> int:
        """Send a request, or the answer to a call of a function of the test; the number that the reply must have."""
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

    # --- the exchange ---

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
        if (raised := self._callbacks.take(value)) is not None:
            raise raised
        warned, self._warned = self._warned, []
        if warned and (made_of_one := give(warned)) is not None:
            raise made_of_one
        if isinstance(value, StudentError):
            raise value
        return value

    def _exchange(self, operation: Any, encoder: Encoder) -> Any:
        if not self.ours:
            self._echo.begin()
        number = self.send(operation, encoder)
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
            self._callbacks.serve(body, decoder)

    def _error(self, raised: schema.Raised) -> StudentError:
        error = student_error(raised, self.error_kinds.kinds)
        error.advice = advice(error, self._limits)
        if raised.error is not None:
            error._remote = self.handles.take(self, raised.error.id, plain(raised.error.type_name, 80))
        return error

    def _news(self, encoder: Encoder) -> tuple[list[int], list[int], list[schema.Update]]:
        """What the child has not heard of yet: handles and mirrors that nobody holds, and states."""
        updates = self._updates(encoder)
        return self.handles.take_released(), self.mirrors.release(), updates

    def _updates(self, encoder: Encoder) -> list[schema.Update]:
        before, self._encodes = self._encodes, True
        try:
            return self.mirrors.updates(encoder)
        except CannotTravel as error:  # something in a list or the like
            self.mirrors.take_back()
            raise Unsendable(str(error), self.answered) from None
        finally:
            self._encodes = before

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


def _described(value: Any) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"
