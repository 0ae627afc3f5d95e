"""Functions that a test passes to student code, called while one of its requests is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.errors import GraderError
from autograder.grading.remote.channel import ChildEnded, DeadlineReached
from autograder.grading.remote.codec import Decoder, Encoder
from autograder.grading.remote.faults import BadReply, StudentError, StudentFault, said
from autograder.sandbox.inside.wire import schema
from autograder.text import plain

if TYPE_CHECKING:
    from autograder.grading.remote.client import RpcClient

_MOST_DEPTH, _MOST_CALLS = 32, 1_000_000


class Callbacks:
    """Serves a child's calls of the test's functions, and keeps what those raise.

    Student code may swallow an exception that a function of the test raises. A failed assert in it ends the check all
    the same: `take` gives it when the request ends.
    """

    def __init__(self, client: RpcClient) -> None:
        self._client = client
        self._raised: BaseException | None = None
        self._depth = 0
        self._calls = 0

    def serve(self, call: schema.Invoke, decoder: Decoder) -> None:
        """Run a function of the test for student code, and send what it gives or raises.

        An exception that passes through here is student code's: it chose what it asked for. See own_fault.py.

        Raises:
            BadReply: when no such function was passed, or the calls never end.
        """
        client = self._client
        self._calls += 1
        if not 0 <= call.callback < len(client.functions) or len(call.keywords) != len(call.keyword_values):
            raise BadReply("a call of a function that was never passed")
        if self._depth >= _MOST_DEPTH or self._calls > _MOST_CALLS:
            raise BadReply("functions of the test are called too deeply or too often")
        arguments = [decoder.decode(value) for value in call.arguments]
        values = [decoder.decode(value) for value in call.keyword_values]
        encoder = Encoder(client)
        self._depth += 1
        try:
            result = client.functions[call.callback](*arguments, **dict(zip(call.keywords, values, strict=True)))
            answer: Any = schema.Return(client.encode(encoder, result))
        except (StudentFault, ChildEnded, DeadlineReached):
            raise
        except BaseException as error:
            is_first = self._raised is None or not _ends_a_check(self._raised)
            if is_first and not isinstance(error, StudentError):
                self._raised = error
            encoder = Encoder(client)
            answer = schema.Throw(type(error).__name__.removeprefix("Student"), plain(said(error), 1000))
        finally:
            self._depth -= 1
        client.send(answer, encoder)

    def take(self, value: Any) -> BaseException | None:
        """What a function of the test has raised, when it ends the check or `value`, the answer, is that exception."""
        raised, self._raised = self._raised, None
        return raised if raised is not None and (_ends_a_check(raised) or _is_of(value, raised)) else None


def _ends_a_check(error: BaseException) -> bool:
    """Whether an exception in a function of the test ends the check though student code may have caught it."""
    return not isinstance(error, Exception) or isinstance(error, (AssertionError, GraderError))


def _is_of(value: Any, error: BaseException) -> bool:
    """Whether what student code raised is that exception of the test's, which it has let through."""
    return isinstance(value, StudentError) and value.type_name in (type(error).__name__, "CallbackError")
