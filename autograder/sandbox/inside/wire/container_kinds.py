"""Lists, dicts, sets and their relatives of the standard library: as nodes, and as objects that both sides hold.

Items of a container are compared by identity, as in one process: `known` holds the items themselves, and a container
has changed if another item is in a place. Containers in a container have states of their own.
"""

from __future__ import annotations

import operator
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
from typing import Any

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.framing import WireError

_SCALARS = (int, float, str, bytes, bool, complex)
_MOST_DEPTH = 64
#: kind on the wire -> type, of what is no list, dict, set or bytearray
COLLECTIONS: dict[str, Any] = {kind.__name__: kind for kind in (Counter, OrderedDict, defaultdict, deque)}
#: exact types whose objects both sides may hold
MIRRORED = frozenset({list, dict, set, bytearray, *COLLECTIONS.values()})
_PLAIN: dict[Any, Any] = {schema.List: list, schema.Dictionary: dict, schema.Set: set, schema.Bytes: bytearray}
_NODES = (schema.List, schema.Dictionary, schema.Set, schema.Bytes, schema.Collection)


def collection_node(encoder: Any, value: Any, depth: int) -> schema.Collection:
    """The node of a value of one of the types of the table."""
    kind = type(value)
    items = value if kind is deque else [part for pair in value.items() for part in pair]
    more = value.maxlen if kind is deque else value.default_factory if kind is defaultdict else None
    return schema.Collection(kind.__name__, encoder.items(items, depth), encoder.encode(more, depth))


def collection(decoder: Any, node: schema.Collection, depth: int) -> Any:
    """The value of such a node.

    Raises:
        WireError: there is no such kind, or it cannot hold these items.
    """
    made = _empty(node)
    _fill(decoder, made, node, depth)
    return made


class _Containers:
    def capture(self, thing: Any) -> Any:
        if isinstance(thing, dict):
            return tuple(thing), tuple(thing.values())
        return bytes(thing) if type(thing) is bytearray else frozenset(thing) if type(thing) is set else tuple(thing)

    def same(self, thing: Any, known: Any) -> bool:
        if isinstance(thing, dict):
            return len(thing) == len(known[0]) and _alike(thing, known[0]) and _alike(thing.values(), known[1])
        if len(thing) != len(known):
            return False
        return bool(thing == known) if type(thing) in (bytearray, set) else _alike(thing, known)

    def node(self, encoder: Any, thing: Any, known: Any) -> Any:
        return encoder.container_node(thing, 0)

    def create(self, decoder: Any, node: Any) -> Any:
        return _empty(node)

    def assign(self, decoder: Any, thing: Any, node: Any) -> None:
        self.check_change(thing, node)
        _fill(decoder, thing, node, 0)

    def check_change(self, thing: Any, node: Any) -> None:
        if type(_empty(node)) is not type(thing):
            raise WireError("a container came back as another kind of thing")

    def restore(self, thing: Any, known: Any) -> None:
        _put(thing, zip(*known, strict=True) if isinstance(thing, dict) else known)


containers = _Containers()


def is_container_node(node: Any) -> bool:
    """Whether a node is the state of a container."""
    return type(node) in _NODES


def check_extent(roots: Iterable[Any], most: int) -> None:
    """Check that nested containers are finite, and that written out they have no more than `most` values.

    Shared parts count as often as they occur, because code that compares or prints the whole visits them that often.

    Raises:
        WireError: they are not, or have more.
    """
    sizes: dict[int, tuple[int, int]] = {}  # of those that are done: values, levels
    for root in roots:
        stack, opened = [(root, False)], set()
        while stack:
            thing, is_done = stack.pop()
            key = id(thing)
            if key in sizes:
                continue
            inner = [item for item in _values(thing) if type(item) in MIRRORED or type(item) is tuple]
            if not is_done:
                if key in opened:
                    raise WireError("a container contains itself")
                opened.add(key)
                stack.append((thing, True))
                stack += [(item, False) for item in inner if id(item) not in sizes]
                if any(id(item) in opened and id(item) not in sizes for item in inner):
                    raise WireError("a container contains itself")
                continue
            found = [sizes[id(item)] for item in inner]
            size = 1 + len(thing) + sum(size for size, _ in found)
            depth = 1 + max((depth for _, depth in found), default=0)
            if size > most:
                raise WireError(f"more than {most} values in one answer")
            if depth > _MOST_DEPTH:
                raise WireError(f"values are nested more than {_MOST_DEPTH} levels deep")
            sizes[key] = size, depth


def _values(thing: Any) -> Iterable[Any]:
    if isinstance(thing, dict):
        return thing.values()
    return () if type(thing) in (set, bytearray) else thing


def _alike(items: Iterable[Any], known: tuple[Any, ...]) -> bool:
    if all(map(operator.is_, items, known)):
        return True
    return all(
        a is b or (type(a) is type(b) and type(a) in _SCALARS and a == b) for a, b in zip(items, known, strict=True)
    )


def _empty(node: Any) -> Any:
    if type(node) is not schema.Collection:
        return _PLAIN[type(node)]()
    if node.kind not in COLLECTIONS:
        raise WireError("a collection of a kind that may not travel")
    if node.kind != "deque":
        return COLLECTIONS[node.kind]()
    most = node.more
    if not (most is None or (type(most) is int and 0 <= most < 1 << 62)):
        raise WireError("a deque of a length that cannot be")
    return deque(maxlen=most)


def _fill(decoder: Any, thing: Any, node: Any, depth: int) -> None:
    if type(node) is not schema.Collection:
        if (type(node) is schema.Set and node.frozen) or (type(node) is schema.Bytes and not node.mutable):
            raise WireError("the state of something that cannot change")
        value = decoder.decode(node, depth)
        _put(thing, value.items() if type(thing) is dict else value)
    elif isinstance(thing, dict):
        if type(thing) is defaultdict:
            thing.default_factory = _factory(decoder.decode(node.more, depth))
        _put(thing, decoder.dictionary(node.items, depth).items())
    else:
        _put(thing, decoder.items(node.items, depth))


def _factory(value: Any) -> Any:
    if value is not None and not callable(value):
        raise WireError("a defaultdict whose factory cannot be called")
    return value


def _put(thing: Any, items: Iterable[Any]) -> None:
    """Replace a container's items by these."""
    kind = type(thing)
    if kind is list or kind is bytearray:
        thing[:] = items
        return
    thing.clear()
    if kind is deque:
        thing.extend(items)
    elif kind is Counter:
        dict.update(thing, items)  # its own adds
    else:
        thing.update(items)
