"""What a child says about an object so that it can be compared, or inspected: its data, classes, parameters."""

from __future__ import annotations

import builtins
import dataclasses
import enum
import importlib
import inspect
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

from autograder.sandbox.inside.wire.exceptions import known_as

_MRO = type.__dict__["__mro__"].__get__
#: a class below one of these holds such data; what makes a plain value of it
_DATA: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (types.MappingProxyType, dict),
    (Counter, lambda x: Counter(dict(dict.items(x)))),
    (OrderedDict, lambda x: OrderedDict(OrderedDict.items(x))),
    (defaultdict, lambda x: dict(dict.items(x))),
    (dict, lambda x: dict(dict.items(x))),
    (deque, lambda x: deque(deque.__iter__(x), x.maxlen)),
    (list, lambda x: list(list.__iter__(x))),
    (tuple, lambda x: tuple(tuple.__iter__(x))),
    (set, lambda x: set(set.__iter__(x))),
    (frozenset, lambda x: frozenset(frozenset.__iter__(x))),
    (str, str.__str__),
    (bytes, lambda x: bytes.__getitem__(x, slice(None))),
    (int, int.__index__),
    (float, float.__float__),
    (complex, lambda x: complex(x.real, x.imag)),
)


def data_of(value: Any, *methods: str) -> tuple[Any, Any] | None:
    """An object's data, if its class does not override `methods`: (None, the plain value); for a dataclass (its class,
    its fields); for a member of an enum (its class, its name).
    """
    kind: Any = type(value)
    for base, plain in _DATA:
        if issubclass(kind, base):
            own = any(getattr(kind, name, None) is not getattr(base, name, None) for name in methods)
            return None if own else (None, plain(value))
    if methods[:1] == ("__bool__",):
        return (None, True) if not any(hasattr(kind, name) for name in methods) else None
    if "__hash__" in methods and kind.__hash__ is object.__hash__:
        return None, None
    if not {"__eq__", "__hash__", "__lt__", "__le__", "__gt__", "__ge__"} & set(methods):
        return None
    if isinstance(value, enum.Enum) and kind.__eq__ is object.__eq__ and "__lt__" not in methods:
        return kind, value.name
    parameters = vars(kind).get("__dataclass_params__")
    if parameters is not None and parameters.eq and all(_is_generated(kind, name) for name in methods):
        return kind, [getattr(value, field.name) for field in dataclasses.fields(kind) if field.compare]
    return None


def _is_generated(kind: Any, name: str) -> bool:
    """Whether a method is one that `dataclass` has written, or follows from that."""
    method = getattr(kind, name, None)
    code = getattr(inspect.unwrap(method) if callable(method) else None, "__code__", None)
    return name == "__ne__" or (code is not None and code.co_filename == "<string>")


def is_kind(value: Any, name: str) -> bool:
    """The answer of one of `inspect`'s predicates."""
    return bool(getattr(inspect, name)(value))


def is_below(kind: type, module: str, name: str) -> bool:
    """Whether a class is, or derives from, one of that name in a library's module."""
    return any((one.__module__, one.__qualname__) == (module, name) for one in _MRO(kind))


def is_abstract(thing: Any, module: str, name: str, of_class: bool) -> bool:
    """Whether a library's abstract class takes a class, or an object, for one of its own."""
    kind = getattr(importlib.import_module(module), name)
    return issubclass(thing, kind) if of_class else isinstance(thing, kind)


def inherited(kind: Any, name: str) -> str:
    """The builtin class that a class has an attribute from; "" if it is the class's own, or that of no class."""
    classes: tuple[Any, ...] = _MRO(kind) if isinstance(kind, type) else ()
    for one in classes:
        if name in vars(one):
            owner = str(one.__name__)
            return owner if getattr(builtins, owner, None) is one else ""
    return ""


def bases(kind: type) -> list[str]:
    """The names of the builtin classes, and of those in the table of exceptions, that a class derives from."""
    return [name for name in map(known_as, _MRO(kind)) if name]


def parameters(function: Any) -> list[Any]:
    """Name, kind, whether there is a default, and the default of each parameter."""
    found = inspect.signature(function).parameters.values()
    empty = inspect.Parameter.empty
    return [(p.name, int(p.kind), p.default is not empty, None if p.default is empty else p.default) for p in found]
