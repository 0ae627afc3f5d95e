"""Builds an exception of student code from a reply: it is an instance of every class in our tables that the original
is."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Callable
from typing import Any

from _pytest.outcomes import OutcomeException

from autograder.grading.remote.faults import OWN_ARGS, StudentError
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.library_errors import library_error
from autograder.text import plain

#: They would end a loop, a generator or a process by themselves, and are only shown to `isinstance`, by which
#: `pytest.raises` tells. An interrupt is not shown to it either: pytest would end the whole run.
_SHOWN: dict[str, type[BaseException]] = {
    kind.__name__: kind for kind in (StopIteration, StopAsyncIteration, SystemExit, GeneratorExit)
}
_NEVER = (*_SHOWN.values(), KeyboardInterrupt)
#: what stands for these among the bases of an exception of student code
SHOWN_AS: dict[type[BaseException], type[BaseException]] = {
    kind: type(f"Shown{name}", (BaseException,), {}) for name, kind in _SHOWN.items()
}
_BUILTIN: dict[str, type[BaseException]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and not issubclass(kind, _NEVER)
}
_MOST_BASES, _MOST_CAUSES = 20, 5


def student_error(
    raised: schema.Raised, own_kinds: Callable[[schema.Raised], tuple[type[BaseException], ...]] = lambda _: ()
) -> StudentError:
    """The exception that a reply describes, as an instance of all the classes in our table that it belongs to.

    Args:
        own_kinds: gives the classes that stand for the student's own.
    """
    bases = raised.bases[:_MOST_BASES]
    known = (name for name in bases if name in _BUILTIN or name in _SHOWN or library_error(name))  # of bounded length
    error = _kind_of(tuple(known), own_kinds(raised))(plain(raised.message, 4000))
    error.type_name = plain(raised.type_name, 100)
    error.message = plain(raised.message, 4000)
    error.bases = tuple(name for name in bases if isinstance(getattr(builtins, name, None), type))
    error.frames = tuple(
        schema.Frame(plain(f.file, 300), f.line, plain(f.function, 300), plain(f.source, 300))
        for f in raised.frames[-20:]
    )
    error.__cause__ = _cause_of(raised, own_kinds)
    return error


def _cause_of(raised: schema.Raised, own_kinds: Any) -> StudentError | None:
    """What it was raised from, and what that was raised from, and so on; if there are many, the first few."""
    chain = [raised]
    while chain[-1].cause is not None and len(chain) < _MOST_CAUSES:
        chain.append(chain[-1].cause)
    found: StudentError | None = None
    for one in reversed(chain[1:]):
        one.cause = None
        cause, found = found, student_error(one, own_kinds)
        found.__cause__ = cause
    return found


@functools.lru_cache(256)
def _kind_of(names: tuple[str, ...], own: tuple[type[BaseException], ...]) -> type[StudentError]:
    """A class for an exception that is an instance of everything in `names`, as far as possible, and of `own`."""
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
    own = tuple(kind for kind in own if kind is not StudentError)
    if shown is not None:
        own = (*own, SHOWN_AS[shown])
    for bases in (kinds, kinds[:1]):  # not every two can be combined
        try:
            name = f"Student{label.removesuffix('OutcomeException') or 'Error'}"
            return type(name, (StudentError, *own, *bases), body)
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
    """Only the text is sent, not the parts that a UnicodeDecodeError or an AxisError consists of."""
    self.msg, self.pytrace = text, True  # what OutcomeException has


def _str(self: StudentError) -> str:
    return str(OWN_ARGS.__get__(self)[0])


class _Member(Exception):
    """Stands for the members of a group, which are not sent."""


_GROUP: Any = getattr(builtins, "BaseExceptionGroup", None)
