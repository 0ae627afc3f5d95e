"""Keeps the handles of one child: which handle stands for which of its objects."""

from __future__ import annotations

import weakref
from collections.abc import Generator
from typing import Any

from autograder.grading.remote.objects import Handle, Peer, Remote

_MOST_KINDS = 200


class Coroutine(Handle):  # one of the child, which runs there when the test awaits it
    __doc__ = Remote.__dict__["__doc__"]
    __slots__ = ()

    def __await__(self) -> Generator[None, None, Any]:
        yield from ()
        return self._do("await")

    def __next__(self) -> Any:
        raise StopIteration(self._do("await"))

    def send(self, _: None) -> Any:
        return next(self)

    def throw(self, error: BaseException, *_: Any) -> None:
        raise error

    def close(self) -> None:
        """It has run, or never will."""


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
        """A class with the name of the student's class, so that a test's own messages say what came back."""
        kind = self._kinds.get(type_name)
        if kind is None:
            if not type_name.isidentifier() or len(self._kinds) >= _MOST_KINDS:
                return Handle
            kind = self._kinds[type_name] = type(
                type_name,
                (Coroutine if type_name == "coroutine" else Handle,),
                {"__slots__": (), "__doc__": Remote.__dict__["__doc__"]},
            )
        return kind

    def take_released(self) -> list[int]:
        """Numbers of handles that nobody holds any more."""
        numbers, self._released = self._released, []
        return [number for number in numbers if number not in self._known]

    def _release(self, gone: weakref.KeyedRef[int, Handle]) -> None:
        if self._known.get(gone.key) is gone:
            del self._known[gone.key]
            self._released.append(gone.key)
