"""Keeps arrays, tensors, generators and containers on both sides of the wire as if they were one object.

The side that first sends such an object gives it a number, and from then on the number stands for it in both
directions: the same object passed or returned again is the same object over there, and each side sees the other's
changes in place with the next message. So in-place bugs, gradient clipping and optimizers that hold a test's parameters
behave as in one process. If a test should not see what student code does to its own objects, the trusted side does not
follow: see grading/remote/arguments.py.

Both sides hold strong references to their twins. With each request, the trusted side finds those that nobody else holds
any more, sends their last changes, releases them and tells the child. Releasing them earlier would lose a change such
as `model.W[0, 0] += 1`, whose array nobody holds a moment later. Not covered: two arrays that share memory are two
objects, and an array cannot change its shape in place.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from typing import Any

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import TooLarge
from autograder.sandbox.inside.wire.container_kinds import containers, is_container_node
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.encoding import ValueEncoder
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.mirror_kinds import Kind, kind_of, kind_of_node

_MOST = {True: 1 << 21, False: 1 << 17}  # of the trusted side's objects, which are numbered from 1 up; of a child's
_MOST_CONTAINERS = 1 << 13  # that are mirrored at a time; those beyond travel by value
_OURS = 3  # references to an object that only a twin holds: the twin's, a local name's, and that of asking


class Twin:
    """One mirrored object, and the state that both sides knew last (before `told`, the other side knows none).

    Attributes:
        own: whether this side had the object first.
        before: the state before the other side first changed it, if that is remembered.
    """

    __slots__ = ("before", "id", "kind", "known", "own", "thing", "told")

    def __init__(self, id_: int, thing: Any, kind: Kind, own: bool) -> None:
        self.id, self.thing, self.kind, self.own = id_, thing, kind, own
        self.known: Any = None
        self.told = False
        self.before: Any = None

    def agree(self) -> None:
        """Note that both sides know the present state."""
        self.known, self.told = self.kind.capture(self.thing), True


class Mirrors:
    """The mirrored objects of one side.

    Args:
        step: +1 numbers this side's objects 1, 2, 3, …; -1 numbers them -1, -2, -3, …
    """

    def __init__(self, step: int) -> None:
        self._step = step
        self._last = 0
        self._last_theirs = 0
        self._twins: dict[int, Twin] = {}
        self._by_object: dict[int, Twin] = {}  # by id(), which is no other object's while the twin holds this one
        self._said: list[tuple[Twin, Any]] = []  # what `updates` gave last, and the states known before

    def node(self, thing: Any) -> schema.Mirror:
        """The node that stands for `thing`, which is mirrored from now on.

        Raises:
            TooLarge: there are too many already.
        """
        twin = self._by_object.get(id(thing))
        if twin is None:
            self._last += self._step
            twin = self._add(self._last, thing, own=True)
        return schema.Mirror(twin.id)

    def has_room(self, thing: Any) -> bool:
        """Whether a container can be mirrored: it already is, or there are not too many."""
        return id(thing) in self._by_object or len(self._twins) < _MOST_CONTAINERS

    def find(self, number: int) -> Any:
        """The object of a number.

        Raises:
            WireError: there is none.
        """
        twin = self._twins.get(number)
        if twin is None:
            raise WireError("an array that is not there")
        return twin.thing

    def updates(self, encoder: ValueEncoder) -> list[schema.Update]:
        """The states that the other side does not know: of new objects, and of those changed in place since."""
        found: list[schema.Update] = []
        count = 0
        while count < len(self._twins):  # what is in a container may be new
            twins = list(itertools.islice(self._twins.values(), count, None))
            count += len(twins)
            found += [self._update(encoder, twin) for twin in twins if not self._is_known(twin)]
        return found

    @staticmethod
    def _is_known(twin: Twin) -> bool:
        return twin.told and twin.kind.same(twin.thing, twin.known)

    def _update(self, encoder: ValueEncoder, twin: Twin) -> schema.Update:
        state = twin.kind.capture(twin.thing)
        self._said.append((twin, twin.known if twin.told else None))
        twin.known, twin.told = state, True
        return schema.Update(twin.id, twin.kind.node(encoder, twin.thing, twin.known))

    def take_back(self) -> None:
        """What `updates` gave, or could not give, was not sent: it will be given again, except for new objects."""
        for twin, known in self._said:
            twin.known, twin.told = known, known is not None
        self._said.clear()
        # The other side has never heard of these. Their numbers are not given again: it takes growing ones only.
        self.forget([number for number, twin in self._twins.items() if not twin.told])

    def sent(self) -> None:
        """What `updates` gave is on its way."""
        self._said.clear()

    def release(self) -> list[int]:
        """Release the objects that nobody else holds, and return their numbers; call this after `updates`."""
        self.sent()
        unused = []
        for number, twin in self._twins.items():
            thing = twin.thing  # the local name that _OURS counts; a comprehension would hold another number of them
            if sys.getrefcount(thing) <= _OURS:
                unused.append(number)
        self.forget(unused)
        return unused

    def apply(self, decoder: ValueDecoder, updates: Iterable[schema.Update]) -> None:
        """Bring objects into the states that the other side sent, and create new ones.

        Raises:
            WireError: a number, or a state, that cannot be.
        """
        later: list[tuple[Twin, Any]] = []  # containers are filled when all is there that may be in them
        has_grown = False
        for update in updates:
            twin = self._twins.get(update.mirror)
            kind = kind_of_node(update.state)
            if twin is None:
                self._check_new(update.mirror)
                twin = self._add(update.mirror, kind.create(decoder, update.state), own=False)
                if kind is not containers:
                    twin.agree()
                    continue
            elif twin.kind is not kind:
                raise WireError("an array came back as another kind of thing")
            if is_container_node(update.state):
                has_grown = has_grown or twin.told
                later.append((twin, update.state))
            else:
                self.change(decoder, twin, update.state)
        for twin, state in later:
            self.change(decoder, twin, state)
        if later:
            self.check_containers([twin.thing for twin, _ in later], has_grown)

    def check_containers(self, changed: list[Any], has_grown: bool) -> None:
        """Check that containers which the other side has filled are possible. The trusted side does so.

        Args:
            has_grown: some of them were there before, so others may hold them.
        """

    def change(self, decoder: ValueDecoder, twin: Twin, state: Any) -> None:
        """Follow what the other side did to an object in place. The trusted side treats its own objects differently."""
        twin.kind.assign(decoder, twin.thing, state)
        twin.agree()

    def replace(self, twin: Twin, thing: Any) -> None:
        """Let the number of `twin` stand for another object of the same kind, which is the other side's."""
        del self._by_object[id(twin.thing)]
        twin.thing, twin.own = thing, False
        self._by_object[id(thing)] = twin

    def twin_of(self, thing: Any) -> Twin | None:
        """The twin of an object, if it is mirrored."""
        return self._by_object.get(id(thing))

    def all(self) -> Iterable[Twin]:
        """Those that are there."""
        return self._twins.values()

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of objects."""
        for number in numbers:
            twin = self._twins.pop(number, None)
            if twin is not None:
                del self._by_object[id(twin.thing)]

    def _check_new(self, number: int) -> None:
        """Numbers of the other side only grow, so none can name an object that was there before."""
        if (number - self._last_theirs) * self._step >= 0:
            raise WireError("an array with a number that cannot be")
        self._last_theirs = number

    def _add(self, number: int, thing: Any, own: bool) -> Twin:
        most = _MOST[number > 0]
        if len(self._twins) >= most:
            raise TooLarge(f"more than {most} arrays at a time")
        twin = Twin(number, thing, kind_of(thing), own)
        self._twins[number] = self._by_object[id(thing)] = twin
        return twin
