"""Decides what happens when student code changes a test's own objects in place.

Student code may zero the array it was given and return what is right for zeros; a test that computes what it expects
afterwards, from the same array, then finds everything right. So there are two ways:

* kept: it is as if student code had been given copies. A changed object continues to exist under its old number, on
  both sides, apart from the test's object, which stays as it is and is sent again when it is passed again. A generator
  stays linked, because every draw changes it: student code goes on where it stopped, and the test's draws are as if
  nobody else had drawn.
* shared: changes are seen, as in one process. When the check ends, its arrays and generators get back their earlier
  state, because they may belong to a module, and so to the next check.

Either way a state that comes back is checked as data first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.grading.remote import graphs
from autograder.sandbox.inside.wire.container_kinds import MIRRORED, check_extent, containers
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.generators import is_generator
from autograder.sandbox.inside.wire.mirrors import Mirrors, Twin
from autograder.sandbox.inside.wire.package_parts import kind_of_value

_MOST_TOLD = 3


class OwnArguments(Mirrors):
    """The mirrors of the trusted side.

    Args:
        kept: whether the test's own objects stay as they are, whatever student code does to them. Containers are then
            not mirrored at all.
        most_values: the number of values that containers from student code may have when written out.
    """

    def __init__(self, kept: bool, most_values: int = 1 << 62) -> None:
        super().__init__(step=1)
        self._kept, self._most_values = kept, most_values
        self._changed: dict[str, None] = {}

    def change(self, decoder: ValueDecoder, twin: Twin, state: Any) -> None:
        """Follow what student code did in place, as far as the test should see it."""
        if not twin.own:
            super().change(decoder, twin, state)
            return
        twin.kind.check_change(twin.thing, state)
        graphs.check_not_cut(twin.thing, state)
        drawn_from = is_generator(twin.thing)
        if not drawn_from and len(self._changed) < _MOST_TOLD:
            self._changed[_name(twin.thing)] = None
        if not self._kept:
            if twin.before is None:
                twin.before = twin.known
            super().change(decoder, twin, state)
        elif not drawn_from:
            self.replace(twin, twin.kind.create(decoder, state))
            twin.agree()

    def take_for(self, theirs: Any, own: Any) -> None:
        """Treat a generator of the child as this generator of our process, until the check ends."""
        twin = self.twin_of(theirs)
        if twin is not None and type(theirs) is type(own) and self.twin_of(own) is None:
            before = twin.kind.capture(own)
            self.replace(twin, own)
            twin.before = before

    def check_containers(self, changed: list[Any], has_grown: bool) -> None:
        """Raises:
        WireError: what is in them, or in what holds them, has no end, or is too much.
        """
        if has_grown:
            changed = changed + [twin.thing for twin in self.all() if twin.kind is containers and _is_theirs(twin)]
        check_extent(changed, self._most_values)

    def restore(self) -> None:
        """Bring the test's objects back into the states that they had before student code changed them."""
        for twin in self.all():
            if twin.before is not None:
                twin.kind.restore(twin.thing, twin.before)
                twin.before = None

    @property
    def changed(self) -> str:
        """Which of the test's arrays student code changed in place, in words; "" if none."""
        return ", ".join(self._changed)


def _is_theirs(twin: Twin) -> bool:
    return not twin.own or twin.before is not None


def _name(thing: Any) -> str:
    if type(thing) in MIRRORED or kind_of_value(thing):
        return type(thing).__name__
    word = "array" if type(thing) is np.ndarray else "tensor"
    return f"{word} of shape {tuple(thing.shape)}"
