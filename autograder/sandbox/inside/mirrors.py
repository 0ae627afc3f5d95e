"""Arrays, tensors and generators that exist on both sides of the wire, as if they were one object.

Whoever sends such an object first gives it a number, and from then on the number stands for it in both directions:
the same object passed or returned again is the same object over there, and what either side changes in place is
seen by the other with the next message. So in-place bugs, gradient clipping and optimizers that hold a test's
parameters behave as in one process.

The trusted side holds its twins weakly (the test decides how long they live) and tells the child what it has
dropped; the child holds strongly.
Not covered: two arrays that share memory are two objects, and an array cannot change its shape in place.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from typing import Any

from autograder.sandbox.inside import nodes
from autograder.sandbox.inside.frames import WireError
from autograder.sandbox.inside.states import Kind, kind_of, kind_of_node
from autograder.sandbox.inside.values import ValueDecoder, ValueEncoder

MAX_MIRRORS = 100_000


class _Twin:
    """One mirrored object, and the state that both sides knew last (None: the other side does not know it yet)."""

    __slots__ = ("get", "id", "kind", "known", "told")

    def __init__(self, id_: int, get: Callable[[], Any], kind: Kind) -> None:
        self.id, self.get, self.kind = id_, get, kind
        self.known: Any = None
        self.told = False


class Mirrors:
    """The mirrored objects of one side.

    Args:
        step: +1 numbers this side's objects 1, 2, 3, …; -1 numbers them -1, -2, -3, …
        weak: whether to let go of an object when nobody else holds it.
    """

    def __init__(self, step: int, weak: bool) -> None:
        self._step, self._weak = step, weak
        self._last = 0
        self._last_theirs = 0
        self._twins: dict[int, _Twin] = {}
        self._by_object: dict[int, _Twin] = {}
        self.dropped: list[int] = []

    def node(self, thing: Any) -> nodes.Mirror:
        """The node that stands for `thing`, which is mirrored from now on."""
        twin = self._by_object.get(id(thing))
        if twin is None or twin.get() is not thing:
            self._last += self._step
            twin = self._add(self._last, thing)
        return nodes.Mirror(twin.id)

    def find(self, number: int) -> Any:
        """The object of a number.

        Raises:
            WireError: there is none.
        """
        twin = self._twins.get(number)
        thing = None if twin is None else twin.get()
        if thing is None:
            raise WireError("an array that is not there")
        return thing

    def updates(self, encoder: ValueEncoder) -> list[nodes.Update]:
        """The states that the other side does not know: of new objects, and of those changed in place since
        the last message.
        """
        found = []
        for twin in list(self._twins.values()):
            thing = twin.get()
            if thing is None or (twin.told and twin.kind.same(thing, twin.known)):
                continue
            twin.known, twin.told = twin.kind.capture(thing), True
            found.append(nodes.Update(twin.id, twin.kind.node(encoder, thing, twin.known)))
        return found

    def apply(self, decoder: ValueDecoder, updates: Iterable[nodes.Update]) -> list[Any]:
        """Bring objects into the states that the other side tells; new ones are returned, so that somebody holds them.

        Raises:
            WireError: a number, or a state, that cannot be.
        """
        new = []
        for update in updates:
            twin = self._twins.get(update.mirror)
            thing = None if twin is None else twin.get()
            if twin is None or thing is None:
                self._check_new(update.mirror)
                thing = kind_of_node(update.state).create(decoder, update.state)
                twin = self._add(update.mirror, thing)
                new.append(thing)
            elif twin.kind is not kind_of_node(update.state):
                raise WireError("an array came back as another kind of thing")
            else:
                twin.kind.assign(decoder, thing, update.state)
            twin.known, twin.told = twin.kind.capture(thing), True
        return new

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of objects that the other side has dropped."""
        for number in numbers:
            twin = self._twins.pop(number, None)
            if twin is not None:
                self._by_object.pop(id(twin.get()), None)

    def alive(self) -> list[Any]:
        """All objects, held: between a request and its reply none may vanish."""
        return [twin.get() for twin in list(self._twins.values())]

    def take_dropped(self) -> list[int]:
        """The numbers dropped since the last call."""
        numbers, self.dropped = self.dropped, []
        return numbers

    def _check_new(self, number: int) -> None:
        """Numbers of the other side only grow, so none can name an object that was there before."""
        if (number - self._last_theirs) * self._step >= 0:
            raise WireError("an array with a number that cannot be")
        self._last_theirs = number

    def _add(self, number: int, thing: Any) -> _Twin:
        if len(self._twins) >= MAX_MIRRORS:
            raise WireError("too many arrays")
        twin = _Twin(number, self._holder(number, thing), kind_of(thing))
        self._twins[number] = self._by_object[id(thing)] = twin
        return twin

    def _holder(self, number: int, thing: Any) -> Callable[[], Any]:
        if self._weak:
            key = id(thing)
            try:
                return weakref.ref(thing, lambda _: self._drop(number, key))
            except TypeError:  # a NumPy generator takes no weak references; it is small
                pass
        return lambda: thing

    def _drop(self, number: int, key: int) -> None:
        twin = self._twins.pop(number, None)
        if twin is not None and self._by_object.get(key) is twin:
            del self._by_object[key]
        self.dropped.append(number)
