"""Remote objects: a test's stand-ins for objects that live in a child.

Attributes, calls, arithmetic, indexing, length and iteration are remote operations and feel local. Whatever could
become a verdict by the student object's own word (`==`, `<`, `in`, truth) is refused, with a sentence that tells
the test's author what to write instead.
"""

from __future__ import annotations

import operator
import types
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from _pytest.outcomes import OutcomeException

from autograder.grading.remote import introspection
from autograder.grading.remote.faults import BadReply, CheckAuthorError, NotData, StudentError, UsedOutsideCheck
from autograder.sandbox.inside.wire.operators import BINARY, UNARY

#: special names that are asked of the object itself
_LOOKED_AT = frozenset(
    (
        *("__name__", "__qualname__", "__doc__", "__annotations__", "__dict__", "__signature__", "__module__"),
        *("__bases__", "__mro__", "__base__", "__subclasses__", "__slots__", "__abstractmethods__"),
        *("__code__", "__defaults__", "__kwdefaults__", "__closure__", "__globals__", "__wrapped__"),
        *("__self__", "__func__", "__members__", "__dataclass_fields__", "__match_args__"),
    )
)
_FUNCTIONS = frozenset(("function", "method", "builtin_function_or_method"))
_LOCAL_ONLY = "put that part of the test into drivers.py, a module that runs beside the student's code and returns data"


class Peer(Protocol):
    """The child a remote object lives in; `ours` when it runs the reference."""

    ours: bool
    takes_its_word: bool

    def get(self, target: Any, name: str) -> Any: ...
    def put(self, target: Any, name: str, value: Any) -> None: ...
    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any: ...
    def operate(self, name: str, *operands: Any) -> Any: ...


def _asked(sign: str, word: str, *methods: str) -> Callable[..., Any]:
    """`word` done on data where the object is data; by its own word where the check takes that; else refused."""

    def ask(self: Remote, *others: Any) -> Any:
        peer, target = self._resolve()
        if peer.takes_its_word:
            answer = peer.operate(word, target, *others)
            return answer is True if word in ("contains", "bool") else answer
        if methods and (found := introspection.content(peer, target, methods)) is not None:
            return _on_data(word, found, *others)
        raise self._not_data(
            f"{sign} would ask the student's object for the verdict; compare data instead: an attribute, "
            f"float(x), np.asarray(x), or {_LOCAL_ONLY}; a check whose subject is what the object says of itself is "
            "marked @pytest.mark.own_word"
        )

    return ask


def _on_data(word: str, found: tuple[Any, Any], *others: Any) -> Any:
    kind, value = found
    if word == "bool":
        return bool(value)
    (other,) = others
    if isinstance(other, Remote):
        peer, target = other._resolve()
        asked = ("__eq__",) if word in ("eq", "ne") else (f"__{word}__",)
        of_other = introspection.content(peer, target, asked) if isinstance(target, Remote) else (None, target)
        if kind is not None and of_other is not None and of_other[0] is kind and word not in ("eq", "ne"):
            return getattr(operator, word)(tuple(value), tuple(of_other[1]))
        if kind is not None or of_other is None or of_other[0] is not None:
            is_same = of_other is not None and of_other[0] is kind and of_other[1] == value
            return is_same if word == "eq" else not is_same if word == "ne" else NotImplemented
        other = of_other[1]
    elif kind is not None:
        return {"eq": False, "ne": True}.get(word, NotImplemented)
    return getattr(operator, word)(value, other)


def _iterate(remote: Remote) -> Iterator[Any]:
    iterator: Iterator[Any] = remote._do("iter")
    return iterator


class _Iter:
    """`__iter__`, which functions do not have: pandas and others take whatever has it for a list of things."""

    def __get__(self, remote: Remote | None, _kind: type) -> Callable[..., Iterator[Any]]:
        if remote is None:
            return _iterate
        try:
            _, target = remote._resolve()
        except UsedOutsideCheck:  # while tests are collected, a name is anything
            target = None
        if isinstance(target, Handle) and target._type_name in _FUNCTIONS:
            raise AttributeError("__iter__")
        return types.MethodType(_iterate, remote)


class Remote:
    """Operators that are done in a child. `_resolve` gives the peer and what stands for the object there."""

    __slots__ = ()
    __doc__ = property(lambda self: self.__getattr__("__doc__"))
    __array_ufunc__ = None  # so that array + remote asks the remote first

    def _resolve(self) -> tuple[Peer, Any]:
        raise NotImplementedError

    def _not_data(self, why: str) -> NotData:
        peer, target = self._resolve()
        return NotData(f"{self!r}: {why}", getattr(type(target), "__name__", "?"), peer.ours)

    def _misplaced(self, why: str) -> CheckAuthorError:
        """The error of a check that puts this object where it cannot be.

        Student code has answered with it, where it may have been expected to answer with data: its failure.
        """
        return self._not_data(why)

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
        if name.startswith("__") and name.endswith("__") and name not in _LOOKED_AT:
            raise AttributeError(name)  # pickling and looking around never cross
        peer, target = self._resolve()
        if name == "__signature__":
            return introspection.signature(peer, target)
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

    __iter__ = _Iter()

    def __next__(self) -> Any:
        found = self._expect("next", tuple)
        if len(found) != 2 or type(found[0]) is not bool:
            raise BadReply("an iteration that cannot be")
        if not found[0]:
            raise StopIteration
        return found[1]

    def __reversed__(self) -> Iterator[Any]:
        iterator: Iterator[Any] = self._do("reversed")
        return iterator

    def __divmod__(self, other: Any) -> Any:
        return self._do("divmod", other)

    def __round__(self, *digits: Any) -> Any:
        return self._do("round", *digits)

    def __floor__(self) -> Any:
        return self._do("floor")

    def __ceil__(self) -> Any:
        return self._do("ceil")

    def __trunc__(self) -> Any:
        return self._do("trunc")

    def __bytes__(self) -> bytes:
        data: bytes = self._expect("bytes", bytes)
        return data

    def __enter__(self) -> Any:
        return self._do("enter")

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> bool:
        """Its word on an exception counts only where a check takes it, and never on a failed assert."""
        if error is None:
            self._do("exit")
        elif isinstance(error, Exception) and not isinstance(error, AssertionError):
            return self._swallows(error)
        elif not isinstance(error, OutcomeException):
            self._do("exit", None, type(error).__name__)  # not what it says: that may hold what is expected
        return False

    def _swallows(self, error: Exception) -> bool:
        peer, _ = self._resolve()
        if isinstance(error, StudentError):
            told = (error._remote, error.type_name, error.message)
        else:
            told = (None, type(error).__name__, *(one for one in error.args if type(one) in (str, int, float)))
        if self._do("exit", *told) is not True:
            return False
        if not peer.takes_its_word:
            raise self._not_data(
                "its __exit__ would let an exception of the test vanish; a check whose subject that is is marked "
                "@pytest.mark.own_word"
            )
        return True

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
        if isinstance(thing, StudentError):
            thing = thing._remote
        if not isinstance(thing, Remote):
            return False
        peer, target = self._resolve()
        return peer.operate("isinstance", thing, target) is True

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        raise CheckAuthorError(
            f"{self!r}: a test cannot subclass a class that lives in the student's process; {_LOCAL_ONLY}"
        )

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise self._misplaced(
            f"an object of the student's process cannot be pickled: save data of it, as its state_dict(), or "
            f"{_LOCAL_ONLY}",
        )

    def __deepcopy__(self, memo: Any) -> Any:
        return self._do("deepcopy")

    def __copy__(self) -> Any:
        return self._do("copy")

    def __str__(self) -> str:
        text: str = self._expect("str", str)
        return text

    def __format__(self, how: str) -> str:
        text: str = self._expect("format", str, how)
        return text

    def __dir__(self) -> list[str]:
        names: list[str] = self._expect("dir", list)
        return [name for name in names if type(name) is str]

    def __hash__(self) -> int:
        peer, target = self._resolve()
        if peer.takes_its_word:
            return int(self._expect("hash", int))
        found = introspection.content(peer, target, ("__hash__",))
        if found is None:
            raise self._not_data(
                "its own __hash__ would decide what is equal in a set or a dictionary; compare data instead, or mark "
                "the check @pytest.mark.own_word"
            )
        kind, value = found
        if kind is not None:
            return hash((kind, tuple(value) if isinstance(value, list) else value))
        return object.__hash__(self) if value is None else hash(value)

    __eq__ = _asked("==", "eq", "__eq__")
    __ne__ = _asked("!=", "ne", "__eq__", "__ne__")
    __lt__ = _asked("<", "lt", "__lt__")
    __le__ = _asked("<=", "le", "__le__")
    __gt__ = _asked(">", "gt", "__gt__")
    __ge__ = _asked(">=", "ge", "__ge__")
    __contains__ = _asked("in", "contains", "__contains__", "__eq__")
    __bool__ = _asked("its truth (if, not, and, or, assert)", "bool", "__bool__", "__len__")


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


class Handle(Remote):  # an object in a child, by its number there
    __doc__ = Remote.__dict__["__doc__"]
    __slots__ = ("__weakref__", "_found_as", "_is_made", "_number", "_peer", "_type_name")

    def __init__(self, peer: Peer, number: int, type_name: str) -> None:
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_type_name", type_name)
        object.__setattr__(self, "_found_as", "")
        object.__setattr__(self, "_is_made", False)

    def _resolve(self) -> tuple[Peer, Any]:
        return self._peer, self

    def _misplaced(self, why: str) -> CheckAuthorError:
        """If the test has made the object, its author is at fault."""
        return CheckAuthorError(f"{self!r}: {why}") if self._is_made else super()._misplaced(why)

    def __repr__(self) -> str:
        return f"<{self._type_name} of the student's process>"


def note_name(found: Handle, name: str) -> None:
    """A test has looked `found` up by that name."""
    object.__setattr__(found, "_found_as", name)


def note_maker(made: Handle, maker: Any) -> None:
    """A call of `maker` has given `made`: an object that the test has made, if it names a class there.

    That is read from the test's text, where names of classes are capitalized: a child may call anything a class.
    """
    if isinstance(maker, Handle) and maker._found_as[:1].isupper() and maker._type_name == made._type_name:
        object.__setattr__(made, "_is_made", True)
