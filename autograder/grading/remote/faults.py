"""What can go wrong while student code is called, and whose fault each is.

An exception that student code raised arrives as a `StudentError` that is also each builtin it is one of, and each of
NumPy's and torch's, so that `pytest.raises` catches it where it would in one process, and nowhere else. Those that end
a loop, a generator or a process by themselves only look like it, to `isinstance`. Everything else is a
`BaseException`: no `pytest.raises(Exception)` in a test may swallow a crash, a timeout or a lie. It is an outcome in
pytest's sense, as `pytest.fail` and `pytest.skip` are. Any other BaseException escapes pytest's bookkeeping: a fixture
that it ends is neither kept nor cleared, later finalizers are not run, and checks that come after fail for it.
"""

from __future__ import annotations

import builtins
import functools
import reprlib
from dataclasses import dataclass
from typing import Any

from _pytest.outcomes import OutcomeException

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.library_errors import library_error
from autograder.sandbox.zygote_client import ExitStatus
from autograder.text import plain


class StudentError(BaseException):
    """An exception raised by student code, as data; an Exception only if that one is.

    Attributes:
        type_name: the name of its class, which may be the student's own.
        message: what it says.
        frames: the submission's own lines that led to it, outermost first.
        bases: names of the builtin exceptions it is one of.
        advice: what may help, as far as its words tell; "" for most.
    """

    type_name: str = ""
    message: str = ""
    frames: tuple[schema.Frame, ...] = ()
    bases: tuple[str, ...] = ()
    advice: str = ""


class StudentFault(OutcomeException):
    """Student code ended a check other than by an exception; no test can catch it by accident."""


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
        foreign: it was killed by somebody else, which student code cannot bring about: our fault.
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
    """The child wrote more to its scratch folder than it may; `excess` says what, `allowance` what it may."""

    def __init__(self, excess: str, allowance: str) -> None:
        super().__init__(f"it {excess}")
        self.excess, self.allowance = excess, allowance


class BadReply(StudentFault):
    """The child answered what no honest child answers, or more than it may."""


class TooMuchToHold(BadReply):
    """Looking at what the child answered takes more memory than the trusted side has."""

    def __init__(self) -> None:
        super().__init__("it takes more memory to look at than the grader has for it")


class CheckAuthorError(OutcomeException):
    """The test asks for what cannot work across the boundary; its author's fault, so never the student's loss."""


class NotData(CheckAuthorError):
    """A check asks an object that stays in a child for what only data can give.

    When it is the submission's, the code returned an object where the check needs data: the reference gets past the
    same line, or `autograder check` would have said so.
    """

    def __init__(self, message: str, type_name: str, ours: bool) -> None:
        super().__init__(message)
        self.type_name, self.ours = type_name, ours


class Unsendable(CheckAuthorError):
    """The test passes what cannot be sent, or too much of it.

    Attributes:
        answered: student code had answered with data before. What a reply leads to is the student's failure: the
            reference gets past the same line, or `autograder check` would have said so.
    """

    def __init__(self, message: str, answered: bool) -> None:
        super().__init__(message)
        self.answered = answered


class HasGraph(CheckAuthorError):
    """A test plays backwards through a tensor whose graph is in a child; `ours`: in the reference's."""

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


#: They would end a loop, a generator or a process by themselves, and are only shown to `isinstance`, by which
#: `pytest.raises` tells. An interrupt is not shown to it either: pytest would end the whole run.
_SHOWN: dict[str, type[BaseException]] = {
    kind.__name__: kind for kind in (StopIteration, StopAsyncIteration, SystemExit, GeneratorExit)
}
_NEVER = (*_SHOWN.values(), KeyboardInterrupt)
_BUILTIN: dict[str, type[BaseException]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and not issubclass(kind, _NEVER)
}
_MOST_BASES = 20


def student_error(raised: schema.Raised) -> StudentError:
    """The exception that a reply tells of, as one of all the kinds in our table that it is."""
    bases = raised.bases[:_MOST_BASES]
    known = (name for name in bases if name in _BUILTIN or name in _SHOWN or library_error(name))  # of bounded length
    error = _kind_of(tuple(known))(plain(raised.message, 4000))
    error.type_name = plain(raised.type_name, 100)
    error.message = plain(raised.message, 4000)
    error.bases = tuple(name for name in bases if isinstance(getattr(builtins, name, None), type))
    error.frames = tuple(
        schema.Frame(plain(f.file, 300), f.line, plain(f.function, 300), plain(f.source, 300))
        for f in raised.frames[-20:]
    )
    return error


@functools.lru_cache(256)
def _kind_of(names: tuple[str, ...]) -> type[StudentError]:
    """A class for an exception that is one of all that `names` say, as far as that can be."""
    kinds: list[type[BaseException]] = []
    for kind in (found for name in names if (found := _BUILTIN.get(name) or library_error(name)) is not None):
        if not any(issubclass(one, kind) for one in kinds):
            kinds.append(kind)
    shown = next((_SHOWN[name] for name in names if name in _SHOWN), None)
    if not any(issubclass(kind, Exception) for kind in kinds):
        kinds.insert(0, OutcomeException)  # as for faults: it must not escape pytest's bookkeeping
    label = (shown or kinds[0]).__name__
    body: dict[str, Any] = {"__new__": _new, "__init__": _init, "__str__": _str}
    if shown is not None:
        body["__class__"] = property(lambda _: shown)
    for bases in (kinds, kinds[:1]):  # not every two can be combined
        try:
            return type(f"Student{label.removesuffix('OutcomeException') or 'Error'}", (StudentError, *bases), body)
        except TypeError:
            continue
    return StudentError


def _new(kind: type[StudentError], text: str) -> StudentError:
    if _GROUP is not None and issubclass(kind, _GROUP):  # there is none without members, and these are not told
        found: StudentError = _GROUP.__new__(kind, text, [_Member("a member of the group")])
        return found
    try:
        return BaseException.__new__(kind, text)
    except TypeError:  # kinds that Python keeps in a shape of their own, e.g. OSError
        return super(StudentError, kind).__new__(kind, text)


def _init(self: Any, text: str) -> None:
    """Only the text is told: not the parts that an UnicodeDecodeError or an AxisError is made of."""
    self.msg, self.pytrace = text, True  # what OutcomeException has


def _str(self: StudentError) -> str:
    return str(self.args[0])


class _Member(Exception):
    """Stands for the members of a group, which are not told."""


_GROUP: Any = getattr(builtins, "BaseExceptionGroup", None)


def last_of(error: BaseException) -> BaseException:
    """The exception that counts: of a group, as teardown makes them, the first of all is the last. One that student
    code raised counts itself.
    """
    within = None if isinstance(error, StudentError) else getattr(error, "exceptions", None)
    return last_of(within[-1]) if isinstance(within, tuple) and within else error


def said(error: BaseException) -> str:
    """What an exception says. Its arguments may hold what student code answered: this neither fails nor takes long.

    >>> said(KeyError("a")), said(ValueError([0] * 1_000_000)), said(OSError(2, "no such file"))
    ("'a'", '[0, 0, 0, 0, 0, 0, ...]', '[Errno 2] no such file')
    """
    try:
        plain = type(error).__str__ in (BaseException.__str__, KeyError.__str__)
        if plain and any(issubclass(type(argument), _COLLECTIONS) for argument in error.args):
            return _EXCERPT.repr(error.args[0] if len(error.args) == 1 else error.args)
        return str(error)
    except Exception:
        return "(its message cannot be shown)"


def _excerpt() -> reprlib.Repr:
    """Python's own, which looks at no more than six things in a thing; and no deeper here than it must."""
    excerpt = reprlib.Repr()
    excerpt.maxlevel, excerpt.maxstring, excerpt.maxother = 2, 1000, 1000
    return excerpt


_EXCERPT = _excerpt()
_COLLECTIONS = (list, tuple, dict, set, frozenset)
