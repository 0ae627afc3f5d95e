"""Remote objects: what a test holds in place of an object that lives in a child.

Attributes, calls, arithmetic, indexing, length and iteration are remote operations and feel local. Whatever could
become a verdict by the student object's own word (`==`, `<`, `in`, truth) is refused, with a sentence that tells
the test's author what to write instead.
"""

from __future__ import annotations

import operator
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from autograder.grading.remote.faults import BadReply, CheckAuthorError, NotData, UsedOutsideCheck
from autograder.sandbox.inside.wire.operators import BINARY, OPERATORS, UNARY

_MOST_KINDS = 200
_LOCAL_ONLY = "put that part of the test into drivers.py, a module that runs beside the student's code and returns data"


class Peer(Protocol):
    """The child a remote object lives in; `ours` when it runs the reference."""

    ours: bool

    def get(self, target: Any, name: str) -> Any: ...
    def put(self, target: Any, name: str, value: Any) -> None: ...
    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any: ...
    def operate(self, name: str, *operands: Any) -> Any: ...


def _refused(sign: str) -> Callable[..., Any]:
    def refuse(self: Remote, *_: Any) -> Any:
        raise self._not_data(
            f"{sign} would ask the student's object for the verdict; compare data instead: an attribute, "
            f"float(x), np.asarray(x), or {_LOCAL_ONLY}"
        )

    return refuse


class Remote:
    """Operators that are done in a child. `_resolve` gives the peer and what stands for the object there."""

    __slots__ = ()
    __array_ufunc__ = None  # so that array + remote asks the remote first

    def _resolve(self) -> tuple[Peer, Any]:
        raise NotImplementedError

    def _not_data(self, why: str) -> NotData:
        peer, target = self._resolve()
        return NotData(f"{self!r}: {why}", getattr(type(target), "__name__", "?"), peer.ours)

    def _do(self, name: str, *operands: Any) -> Any:
        peer, target = self._resolve()
        return peer.operate(name, target, *operands)

    def _expect(self, name: str, kind: type, *operands: Any) -> Any:
        value = self._do(name, *operands)
        if type(value) is not kind:
            if kind is np.ndarray:
                raise BadReply("NumPy can make no array of numbers of it")
            raise BadReply(f"{name} gave a {type(value).__name__} instead of a {kind.__name__}")
        return value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__") and name not in ("__name__", "__qualname__", "__doc__"):
            raise AttributeError(name)  # copying, pickling and looking around never cross
        peer, target = self._resolve()
        return peer.get(target, name)

    def __setattr__(self, name: str, value: Any) -> None:
        peer, target = self._resolve()
        peer.put(target, name, value)

    def __delattr__(self, name: str) -> None:
        self._do("delattr", name)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        peer, target = self._resolve()
        return peer.call(target, arguments, keywords)

    def __getitem__(self, key: Any) -> Any:
        return self._do("getitem", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._do("setitem", key, value)

    def __delitem__(self, key: Any) -> None:
        self._do("delitem", key)

    def __len__(self) -> int:
        length: int = self._expect("len", int)
        if not 0 <= length < 1 << 62:
            raise BadReply("a length that cannot be")
        return length

    def __iter__(self) -> Iterator[Any]:
        iterator: Iterator[Any] = self._do("iter")
        return iterator

    def __next__(self) -> Any:
        found = self._expect("next", tuple)
        if len(found) != 2 or type(found[0]) is not bool:
            raise BadReply("an iteration that cannot be")
        if not found[0]:
            raise StopIteration
        return found[1]

    def __enter__(self) -> Any:
        return self._do("enter")

    def __exit__(self, *details: Any) -> None:
        self._do("exit", None, None, None)

    def __float__(self) -> float:
        number: float = self._expect("float", float)
        return number

    def __int__(self) -> int:
        number: int = self._expect("int", int)
        return number

    def __complex__(self) -> complex:
        number: complex = self._expect("complex", complex)
        return number

    def __index__(self) -> int:
        number: int = self._expect("index", int)
        return number

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        array = self._expect("asarray", np.ndarray)
        return array if dtype is None else array.astype(dtype)

    def __instancecheck__(self, thing: Any) -> bool:
        if not isinstance(thing, Remote):
            return False
        peer, target = self._resolve()
        return peer.operate("isinstance", thing, target) is True

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        raise CheckAuthorError(
            f"{self!r}: a test cannot subclass a class that lives in the student's process; {_LOCAL_ONLY}"
        )

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise self._not_data(f"an object of the student's process cannot be copied or pickled; {_LOCAL_ONLY}")

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__reduce_ex__(2)

    __copy__ = __deepcopy__
    __hash__ = object.__hash__
    __eq__ = _refused("==")
    __ne__ = _refused("!=")
    __lt__ = _refused("<")
    __le__ = _refused("<=")
    __gt__ = _refused(">")
    __ge__ = _refused(">=")
    __contains__ = _refused("in")
    __bool__ = _refused("its truth (if, not, and, or, assert)")


def _binary(name: str) -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    def forward(self: Remote, other: Any) -> Any:
        return self._do(name, other)

    def backward(self: Remote, other: Any) -> Any:
        peer, target = self._resolve()
        return peer.operate(name, other, target)

    def in_place(self: Remote, other: Any) -> Any:
        return self._do(f"i{name}", other)

    return forward, backward, in_place


def _unary(name: str) -> Callable[[Remote], Any]:
    return lambda self: self._do(name)


for _name in BINARY:
    for _prefix, _function in zip(("", "r", "i"), _binary(_name), strict=True):
        setattr(Remote, f"__{_prefix}{_name}__", _function)
for _name in UNARY:
    setattr(Remote, f"__{_name}__", _unary(_name))


class Handle(Remote):
    """An object in a child, by its number there."""

    __slots__ = ("__weakref__", "_number", "_peer", "_type_name")

    def __init__(self, peer: Peer, number: int, type_name: str) -> None:
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_type_name", type_name)

    def _resolve(self) -> tuple[Peer, Any]:
        return self._peer, self

    def __repr__(self) -> str:
        return f"<{self._type_name} of the student's process>"


class LazyName(Remote):
    """`from module import name` at the top of a test: looked up anew in each check, when it is first used there."""

    __slots__ = ("_find", "_label")

    def __init__(self, label: str, find: Callable[[], Any]) -> None:
        object.__setattr__(self, "_label", label)
        object.__setattr__(self, "_find", find)

    def value(self) -> Any:
        """What the name stands for in the present check: data, or a handle."""
        return self._find()

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except UsedOutsideCheck as error:  # pytest looks at every name of a test file while it collects
            raise AttributeError(str(error)) from None

    def _resolve(self) -> tuple[Peer, Any]:
        value = self.value()
        if isinstance(value, Remote):
            return value._resolve()
        return _Plain(), value

    def __repr__(self) -> str:
        return f"<{self._label} of the student's process>"


def _of_plain_value(name: str) -> Callable[..., Any]:
    refuse = getattr(Remote, name)

    def compare(self: LazyName, *others: Any) -> Any:
        value = self.value()
        if isinstance(value, Remote):
            return refuse(value, *others)
        return bool(value) if name == "__bool__" else getattr(operator, name)(value, *others)

    return compare


for _name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "__bool__"):
    setattr(LazyName, _name, _of_plain_value(_name))


class _Plain:
    """The peer of a name that stands for plain data: everything is done here."""

    ours = False

    def get(self, target: Any, name: str) -> Any:
        return getattr(target, name)

    def put(self, target: Any, name: str, value: Any) -> None:
        setattr(target, name, value)

    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return target(*arguments, **keywords)

    def operate(self, name: str, *operands: Any) -> Any:
        return OPERATORS[name](*operands)


class Handles:
    """The handles of one child: the same object is the same handle for as long as the test holds it."""

    def __init__(self) -> None:
        self._known: dict[int, weakref.KeyedRef[int, Handle]] = {}
        self._released: list[int] = []
        self._kinds: dict[str, type[Handle]] = {}

    def take(self, peer: Peer, number: int, type_name: str) -> Handle:
        """The handle of object `number`."""
        reference = self._known.get(number)
        handle = reference() if reference is not None else None
        if handle is None:
            handle = self._kind(type_name)(peer, number, type_name)
            self._known[number] = weakref.KeyedRef(handle, self._release, number)
        return handle

    def _kind(self, type_name: str) -> type[Handle]:
        """A class of the student's name, so that a test's own messages say what came back."""
        kind = self._kinds.get(type_name)
        if kind is None:
            if not type_name.isidentifier() or len(self._kinds) >= _MOST_KINDS:
                return Handle
            kind = self._kinds[type_name] = type(type_name, (Handle,), {"__slots__": ()})
        return kind

    def take_released(self) -> list[int]:
        """Numbers of handles that nobody holds any more."""
        numbers, self._released = self._released, []
        return [number for number in numbers if number not in self._known]

    def _release(self, gone: weakref.KeyedRef[int, Handle]) -> None:
        if self._known.get(gone.key) is gone:
            del self._known[gone.key]
            self._released.append(gone.key)
