"""Names that a test file imports from the submission: each stands for whatever the name means in the present check."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from autograder.grading.remote.faults import UsedOutsideCheck
from autograder.grading.remote.objects import Peer, Remote
from autograder.sandbox.inside.wire.operators import OPERATORS


class LazyName(Remote):  # `from module import name` in a test: looked up anew in each check, when it is first used
    __doc__ = Remote.__dict__["__doc__"]
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

    def __str__(self) -> str:
        try:
            return super().__str__()
        except UsedOutsideCheck:
            return repr(self)

    def __format__(self, how: str) -> str:
        try:
            return super().__format__(how)
        except UsedOutsideCheck:
            return format(repr(self), how)

    __hash__ = object.__hash__  # of the name, which is there while no check runs, too

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
    """The peer of a name that stands for plain data: every operation happens here."""

    ours = False
    takes_its_word = False

    def get(self, target: Any, name: str) -> Any:
        return getattr(target, name)

    def put(self, target: Any, name: str, value: Any) -> None:
        setattr(target, name, value)

    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return target(*arguments, **keywords)

    def operate(self, name: str, *operands: Any) -> Any:
        return OPERATORS[name](*operands)
