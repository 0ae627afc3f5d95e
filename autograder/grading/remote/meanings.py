"""Defines what `except`, `type`, `is` and the like mean with a name of student code in them.

Python demands a real class there, or the object itself, but a test has a name that is looked up in each check, or a
handle. rewriting.py puts these functions into test files; with anything else they do what Python does.
"""

from __future__ import annotations

import builtins
import dataclasses
import inspect
import sys
from typing import Any

from autograder.grading.remote import session
from autograder.grading.remote.faults import CheckAuthorError
from autograder.grading.remote.import_hook import RemoteModule
from autograder.grading.remote.lazy_names import LazyName
from autograder.grading.remote.objects import Handle, Remote
from autograder.grading.remote.student_errors import SHOWN_AS

#: what every handle has, so that only the object itself can say whether it has them
OF_HANDLES = frozenset(name for name in (*dir(Handle), "__module__") if name.startswith("__")) - {
    "__class__",
    "__doc__",
}
#: what would be a verdict by the object's word: a handle's own decide what is asked of it
_VERDICTS = frozenset(
    f"__{name}__" for name in ("eq", "ne", "lt", "le", "gt", "ge", "contains", "bool", "hash", "repr", "str", "format")
)
#: modules with classes that take whatever has certain methods for one of their own
_ABSTRACT = ("collections.abc", "contextlib", "typing")


def caught(kind: Any) -> Any:
    """What `except kind`, or `pytest.raises(kind)`, should catch."""
    if type(kind) is tuple:
        found = [caught(one) for one in kind]
        return tuple(part for one in found for part in (one if type(one) is tuple else (one,)))
    kind = plain_object(kind)
    if isinstance(kind, Handle):
        peer: Any = kind._resolve()[0]
        number = object.__getattribute__(kind, "_number")
        return peer.error_kinds.kind(number, object.__getattribute__(kind, "_type_name"), kind)
    if isinstance(kind, type) and kind in SHOWN_AS:
        return kind, SHOWN_AS[kind]
    return kind


def too_early(name: str) -> None:
    """A test file calls student code outside of all functions."""
    raise CheckAuthorError(
        f"{name} is called while tests are collected: student code exists only while a check runs, so call it in a "
        "test or in a fixture of function scope"
    )


def plain_object(value: Any) -> Any:
    """The object that a name stands for in the present check, for `is`."""
    return value.value() if isinstance(value, LazyName) else value


def type_of(value: Any) -> Any:
    """What `type(value)` says, of an object of student code by that object's word."""
    value = plain_object(value)
    if not isinstance(value, Remote):
        return builtins.type(value)
    peer, target = value._resolve()
    return peer.operate("type", target)


def is_subclass(kind: Any, kinds: Any) -> bool:
    """What `issubclass(kind, kinds)` says."""
    kind = plain_object(kind)
    every = [plain_object(one) for one in (kinds if isinstance(kinds, tuple) else (kinds,))]
    if not any(isinstance(one, Remote) for one in (kind, *every)):
        return issubclass(kind, tuple(every))
    for one in every:
        remote = kind if isinstance(kind, Remote) else one
        peer, _ = remote._resolve()
        if (place := _abstract(one)) is not None:
            if peer.operate("abstract", kind, *place, True) is True:
                return True
        elif isinstance(one, type):
            if _is_below(peer, kind, one):
                return True
        elif peer.operate("issubclass", kind, one) is True:
            return True
    return False


def is_instance(value: Any, kinds: Any) -> bool:
    """What `isinstance(value, kinds)` says, of an object of student code and a builtin class too."""
    value = plain_object(value)
    if isinstance(value, Remote):
        peer, target = value._resolve()
        every = kinds if isinstance(kinds, tuple) else (kinds,)
        abstract = [place for place in map(_abstract, every) if place is not None]
        if any(peer.operate("abstract", target, *place, False) is True for place in abstract):
            return True
        kinds = tuple(one for one in every if _abstract(one) is None)
        for one in kinds:
            if (
                isinstance(one, type)
                and one is not object
                and not issubclass(one, Remote)
                and _is_below(peer, peer.operate("type", target), one)
            ):
                return True
    return isinstance(value, kinds)


def _abstract(kind: Any) -> tuple[str, str] | None:
    """Module and name of a library's class that takes whatever has certain methods: each handle has them all."""
    kind = getattr(kind, "__origin__", kind) if getattr(kind, "__module__", "") == "typing" else kind
    module, name = getattr(kind, "__module__", ""), getattr(kind, "__qualname__", "")
    is_one = isinstance(kind, type) and module in _ABSTRACT and getattr(sys.modules[module], name, None) is kind
    return (module, name) if is_one and issubclass(Handle, kind) else None


def has_attribute(value: Any, name: str) -> bool:
    """What `hasattr(value, name)` says."""
    try:
        attribute(value, name)
    except AttributeError:
        return False
    return True


def attribute(value: Any, name: str, *default: Any) -> Any:
    """What `getattr(value, name)`, or `value.name`, says; of a method that every handle has, by the child's word.

    Of a class of student code that has a method from a builtin class, it is that class's own.
    """
    if session.is_collecting() or name not in OF_HANDLES:
        return getattr(value, name, *default)
    value = plain_object(value)
    if not isinstance(value, Remote):
        return getattr(value, name, *default)
    peer, target = value._resolve()
    told = peer.operate("inherited", target, name)
    base = getattr(builtins, told, None) if type(told) is str else None
    if isinstance(base, type) and name in vars(base):
        return getattr(base, name)
    try:
        found = peer.get(target, name)
    except AttributeError:
        if not default:
            raise
        return default[0]
    return getattr(value, name) if name in _VERDICTS and not is_kind_of(peer, target) else found


def is_kind_of(peer: Any, target: Any) -> bool:
    """Whether an object of student code is a class."""
    return peer.operate("inspect", target, "isclass") is True


def _is_below(peer: Any, kind: Any, one: type) -> bool:
    """Whether a class of student code is below a builtin one, by the child's word."""
    if not isinstance(kind, Remote):
        return isinstance(kind, type) and issubclass(kind, one)
    if getattr(builtins, one.__name__, None) is not one and not issubclass(one, BaseException):
        is_named = getattr(sys.modules.get(one.__module__), one.__qualname__, None) is one
        return is_named and peer.operate("below", kind, one.__module__, one.__qualname__) is True
    names = peer.operate("bases", kind)
    return type(names) is list and one.__name__ in [name for name in names if type(name) is str]


def class_of(value: Any) -> Any:
    """What `value.__class__` says."""
    value = plain_object(value)
    return type_of(value) if isinstance(value, Remote) else value.__class__


def is_callable(value: Any) -> bool:
    """What `callable(value)` says, of an object of student code by the child's word."""
    value = plain_object(value)
    if not isinstance(value, Remote):
        return callable(value)
    peer, target = value._resolve()
    return peer.operate("callable", target) is True


def inspected(name: str, value: Any, *more: Any, **keywords: Any) -> Any:
    """What `inspect.name(value)` says, of an object of student code by the child's word.

    Raises:
        CheckAuthorError: it looks at files, or at everything that a module holds.
    """
    value = plain_object(value)
    if not isinstance(value, (Remote, RemoteModule)):
        return getattr(inspect, name)(value, *more, **keywords)
    if name == "getmembers":
        raise CheckAuthorError(
            "inspect.getmembers of student code: it would bring all of it here; name what is looked at, ask for dir(…) "
            "and getattr(…) within a test, or put it into drivers.py"
        )
    if not name.startswith("is"):
        raise CheckAuthorError(
            f"inspect.{name} of student code: its files are in the student's process; name what is looked at, put it "
            "into drivers.py, or say under `rules` in assignment.yaml what the code may not use"
        )
    if isinstance(value, RemoteModule):
        return name == "ismodule"
    peer, target = value._resolve()
    return peer.operate("inspect", target, name) is True


def hash_of(value: Any) -> int:
    """What `hash(value)` says, of an object of student code by its own word."""
    value = plain_object(value)
    return int(_said(value, "hash", int)) if isinstance(value, Handle) else hash(value)


def repr_of(value: Any) -> str:
    """What `repr(value)` says, of an object of student code by its own word."""
    value = plain_object(value)
    return str(_said(value, "repr", str)) if isinstance(value, Handle) else repr(value)


def as_dict(value: Any, *more: Any, **keywords: Any) -> Any:
    """`dataclasses.asdict`."""
    value = plain_object(value)
    return _said(value, "asdict", dict) if isinstance(value, Handle) else dataclasses.asdict(value, *more, **keywords)


def as_tuple(value: Any, *more: Any, **keywords: Any) -> Any:
    """`dataclasses.astuple`."""
    value = plain_object(value)
    return (
        _said(value, "astuple", tuple) if isinstance(value, Handle) else dataclasses.astuple(value, *more, **keywords)
    )


def _said(value: Handle, word: str, kind: type) -> Any:
    return value._expect(word, kind)
