"""What can go wrong in a call of student code, and whose fault it is.

An exception that student code raised arrives as a `StudentError` that is also an instance of each builtin class it is
an instance of, and of NumPy's and torch's, so that `pytest.raises` catches it exactly where it would in one process.
Exceptions that end a loop, a generator or a process by themselves only look like that to `isinstance`. Everything else
is a `BaseException`: no `pytest.raises(Exception)` in a test may swallow a crash, a timeout or a lie. It is an outcome
in pytest's sense, as `pytest.fail` and `pytest.skip` are. Any other BaseException escapes pytest's bookkeeping: a
fixture that it ends is neither kept nor cleared, later finalizers are not run, and checks that come after fail for it.
"""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from typing import Any

from _pytest.outcomes import OutcomeException

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.zygote_client import ExitStatus

OWN_ARGS: Any = BaseException.__dict__["args"]


class StudentError(BaseException):
    """An exception raised by student code, as data; an Exception only if the original is.

    Attributes:
        type_name: the name of its class, which may be the student's own.
        message: what it says.
        frames: the submission's own lines that led to it, outermost first.
        bases: names of the builtin exceptions that it is an instance of.
        advice: what may help, judging by its words; "" for most.
    """

    type_name: str = ""
    message: str = ""
    frames: tuple[schema.Frame, ...] = ()
    bases: tuple[str, ...] = ()
    advice: str = ""
    _remote: Any = None  # the exception itself, where it has more to say

    @property
    def args(self) -> Any:  # type: ignore[override]
        """As the student's own class has them, where it has."""
        return OWN_ARGS.__get__(self) if self._remote is None else getattr(self._remote, "args")  # noqa: B009

    def __getattr__(self, name: str) -> Any:
        if self._remote is None or name.startswith("__"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self._remote, name)


class StudentFault(OutcomeException):
    """Student code ended a check, but not by an exception; no test can catch it by accident."""


@dataclass(frozen=True)
class Place:
    """A line of a student's file.

    Attributes:
        top_level_file, top_level: the line outside of all functions that led there while a file was being imported; 0
            where none was.
    """

    file: str
    line: int
    function: str
    top_level_file: str = ""
    top_level: int = 0


class Crashed(StudentFault):
    """The child ended in the middle of a call.

    Attributes:
        foreign: it was killed by somebody else, which student code cannot cause: our fault.
        overdrawn: the kernel killed it because it had taken more than its share of a container's memory.
    """

    def __init__(self, ending: ExitStatus, place: Place | None, foreign: bool = False, overdrawn: bool = False) -> None:
        by = f" by somebody else, at {ending.peak >> 20} MiB resident and {ending.cpu:.1f} s of CPU" if foreign else ""
        super().__init__(f"the program ended with {ending.status}{by}")
        self.ending, self.place, self.foreign, self.overdrawn = ending, place, foreign, overdrawn


class TimedOut(StudentFault):
    """The check's time was used up."""

    def __init__(self, seconds: float, place: Place | None) -> None:
        super().__init__(f"no answer within {seconds:g} s")
        self.seconds, self.place = seconds, place


class TooMuchOutput(StudentFault):
    """The child printed more than it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"it printed more than {limit} bytes")
        self.limit = limit


class ScratchOverflow(StudentFault):
    """The child wrote more to its scratch folder than it may; `excess` says what, `allowance` what is allowed."""

    def __init__(self, excess: str, allowance: str) -> None:
        super().__init__(f"it {excess}")
        self.excess, self.allowance = excess, allowance


class BadReply(StudentFault):
    """The child answered as no honest child would, or with more than it may."""


class TooMuchToHold(BadReply):
    """Looking at what the child answered takes more memory than the trusted side has."""

    def __init__(self) -> None:
        super().__init__("it takes more memory to look at than the grader has for it")


class CheckAuthorError(OutcomeException):
    """The test asks for something that cannot work across the boundary: its author's fault, not the student's."""


class NotData(CheckAuthorError):
    """A check asks an object that stays in a child for something that only data can give.

    When it is the submission's, the code returned an object where the check needs data: the reference gets past the
    same line, or `autograder check` would have said so.
    """

    def __init__(self, message: str, type_name: str, ours: bool) -> None:
        super().__init__(message)
        self.type_name, self.ours = type_name, ours


class Unsendable(CheckAuthorError):
    """The test passes what cannot be sent, or too much of it.

    Attributes:
        answered: student code had answered with data before. Any consequence of a reply is the student's failure: the
            reference gets past the same line, or `autograder check` would have said so.
    """

    def __init__(self, message: str, answered: bool) -> None:
        super().__init__(message)
        self.answered = answered


class HasGraph(CheckAuthorError):
    """A test runs the backward pass through a tensor whose graph is in a child; `ours`: in the reference's."""

    def __init__(self, message: str, ours: bool) -> None:
        super().__init__(message)
        self.ours = ours


class UsedOutsideCheck(CheckAuthorError):
    """A name of student code is used while no check runs."""


class UsedInWideFixture(CheckAuthorError):
    """Student code is used by a fixture that lives longer than one check."""


class ReferenceFailed(CheckAuthorError):
    """The reference solution, or an oracle beside it, failed.

    Attributes:
        answered: student code had answered with data before, and nobody else has killed the reference's child. Then
            the test may have passed on what it was given, and the failure is the student's.
    """

    def __init__(self, message: str, answered: bool = False) -> None:
        super().__init__(message)
        self.answered = answered


def last_of(error: BaseException) -> BaseException:
    """The exception that counts: of a group, as teardown makes them, the first of all is the last. One that student
    code raised counts itself.
    """
    within = None if isinstance(error, StudentError) else getattr(error, "exceptions", None)
    return last_of(within[-1]) if isinstance(within, tuple) and within else error


def said(error: BaseException) -> str:
    """The message of an exception. Its arguments may hold answers of student code: this neither fails nor takes long.

    >>> said(KeyError("a")), said(ValueError([0] * 1_000_000)), said(OSError(2, "no such file"))
    ("'a'", '[0, 0, 0, 0, 0, 0, ...]', '[Errno 2] no such file')
    """
    try:
        plain = type(error).__str__ in (BaseException.__str__, KeyError.__str__)
        if plain and any(issubclass(type(argument), _COLLECTIONS) for argument in error.args):
            return _EXCERPT.repr(error.args[0] if len(error.args) == 1 else error.args)
        return str(error)
    except (Exception, OutcomeException):  # what it says may be an object's own word, and the child may fail at that
        return "(its message cannot be shown)"


def _excerpt() -> reprlib.Repr:
    """Python's own, which looks at no more than six things in a thing; and no deeper here than it must."""
    excerpt = reprlib.Repr()
    excerpt.maxlevel, excerpt.maxstring, excerpt.maxother = 2, 1000, 1000
    return excerpt


_EXCERPT = _excerpt()
_COLLECTIONS = (list, tuple, dict, set, frozenset)
