"""Lies that a child may tell, each with how the conversation must end."""

from __future__ import annotations

import random
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire import schema

from .fake_child import FakeChild

WALL = 1.0
Ask = Callable[[Any, Any], Any]


def call(conversation: Any, handle: Any) -> Any:
    """What a test does most of the time."""
    return conversation.call(handle, (), {})


@dataclass(frozen=True)
class Lie:
    """One lie.

    Attributes:
        tell: what the child does.
        ends: the class that the trusted side's question must end with, or "value".
        ask: the question.
        holds: what must be true of the value.
        memory: bytes that it may cost.
    """

    name: str
    tell: Callable[[FakeChild], None]
    ends: str = "BadReply"
    ask: Ask = call
    holds: Callable[[Any], bool] = lambda value: True
    memory: int = 64 << 20


def after_asking(tell: Callable[[FakeChild], Any]) -> Callable[[FakeChild], None]:
    """Read the request, then lie."""

    def script(child: FakeChild) -> None:
        child.request()
        tell(child)

    return script


def answering(value: Any, *buffers: bytes, updates: Sequence[Any] = ()) -> Callable[[FakeChild], None]:
    return after_asking(lambda child: child.value(value, buffers, updates))


def sending(*pieces: bytes) -> Callable[[FakeChild], None]:
    return after_asking(lambda child: child.send(*pieces))


def raw(value: bytes) -> Callable[[FakeChild], None]:
    return after_asking(lambda child: child.raw(value))


def array(dtype: str, shape: list[int], *buffers: bytes, index: int = 0) -> Callable[[FakeChild], None]:
    """A new array as it would come from an honest child, but for these numbers."""
    state = schema.Array(index, dtype, shape, True)
    return answering(schema.Mirror(-1), *buffers, updates=[schema.Update(-1, state)])


def silent(child: FakeChild) -> None:
    time.sleep(10 * WALL)


def then_silent(*pieces: bytes) -> Callable[[FakeChild], None]:
    def tell(child: FakeChild) -> None:
        child.send(*pieces)
        silent(child)

    return after_asking(tell)


def prefix(header: int, *lengths: int, count: int | None = None) -> bytes:
    return struct.pack("<II", header, len(lengths) if count is None else count) + struct.pack(
        f"<{len(lengths)}Q", *lengths
    )


def _dribble(data: Callable[[FakeChild], bytes], seconds: float) -> Callable[[FakeChild], None]:
    def tell(child: FakeChild) -> None:
        for byte in data(child):
            child.send(bytes([byte]))
            time.sleep(seconds)

    return after_asking(tell)


def _reply_bytes(child: FakeChild) -> bytes:
    header = schema.encoder.encode(schema.Reply(child.number, [], schema.Result(7)))
    return prefix(len(header)) + header


FRAMES = [
    Lie("a header a little too long", then_silent(prefix((16 << 20) + 1))),
    Lie("a header of four gigabytes", then_silent(prefix(0xFFFFFFFF))),
    Lie("as many buffers as can be said", then_silent(prefix(10, count=0xFFFFFFFF))),
    Lie("one buffer too many", then_silent(prefix(10, count=(1 << 17) + 1))),
    Lie("one buffer too large", then_silent(prefix(10, (256 << 20) + 1))),
    Lie("buffers too large together", then_silent(prefix(10, *[1 << 20] * 257))),
    Lie("lengths that overflow when they are added", then_silent(prefix(10, *[1 << 63] * 2))),
    Lie("lengths of all ones", then_silent(prefix(10, *[(1 << 64) - 1] * 4096))),
    Lie("much announced and nothing sent", then_silent(prefix(10, 250 << 20), b"x" * 10), "TimedOut"),
    Lie("all headers announced and nothing sent", then_silent(prefix(16 << 20)), "TimedOut"),
    Lie("half a prefix", then_silent(b"\1\2\3"), "TimedOut"),
    Lie("half a prefix, then the end", sending(b"\1\2\3"), "Crashed"),
    Lie("half the lengths, then the end", sending(prefix(10, 1, 2, 3, count=9)), "Crashed"),
    Lie("half a header, then the end", sending(prefix(100), b"x" * 50), "Crashed"),
    Lie("half a buffer, then the end", sending(prefix(1, 100), b"\xc0", b"x" * 50), "Crashed"),
    Lie("the end at once", after_asking(lambda child: None), "Crashed"),
    Lie("the end before it was asked", lambda child: None, "Crashed"),
    Lie("nothing for ever", after_asking(silent), "TimedOut"),
    Lie("a byte from time to time", _dribble(lambda child: b"\xff\xff\0\0\0\0" + bytes(10_000), 0.02), "TimedOut"),
    Lie("an honest answer, byte by byte", _dribble(_reply_bytes, 0.005), "value", holds=lambda value: value == 7),
    Lie("a header of no bytes", sending(prefix(0))),
    Lie("rubbish", sending(prefix(64), bytes(range(192, 256)))),
    Lie("zeros", sending(bytes(1 << 16))),
    Lie("text in place of a frame", sending(b'{"type": "finished", "verdict": "passed"}\n' * 100)),
]


def _twice(child: FakeChild) -> None:
    child.request()
    child.value(7)
    child.value(8)
    child.request()
    silent(child)


def _again(child: FakeChild) -> None:
    child.request()
    child.value(7)
    first = child.number
    child.request()
    child.number = first
    child.value(7)


def ask_twice(conversation: Any, handle: Any) -> Any:
    call(conversation, handle)
    return call(conversation, handle)


def _with_number(change: Callable[[int], Any]) -> Callable[[FakeChild], None]:
    def tell(child: FakeChild) -> None:
        child.number = change(child.number)
        child.value(7)

    return after_asking(tell)


def _early(child: FakeChild) -> None:
    child.value(7)
    silent(child)


def _flood(child: FakeChild) -> None:
    child.request()
    while True:
        child.value(7)


NUMBERS = [
    Lie("an answer before the question", _early),
    Lie("two answers to one question", _twice, ask=ask_twice),
    Lie("an answer given before", _again, ask=ask_twice),
    Lie("answers without end", _flood, ask=ask_twice),
    Lie("another number", _with_number(lambda number: number ^ 1)),
    Lie("a number below zero", _with_number(lambda number: -1)),
    Lie("a number as large as can be", _with_number(lambda number: (1 << 64) - 1)),
    Lie("a fraction for a number", _with_number(float)),
    Lie("a text for a number", _with_number(str)),
    Lie("nothing for a number", _with_number(lambda number: None)),
]

_DEEP = b"\x91" * 100_000 + b"\xc0"
_LIST = b"\x92\xa1l"

MESSAGES = [
    Lie("an unknown word", raw(b"\x92\xa4evil\x07")),
    Lie("an unknown body", after_asking(lambda child: child.frame(b"\x93\0\x90\x92\xa4evil\x07"))),
    Lie("a field too many", raw(b"\x93\xa1i\xa10\xa10")),
    Lie("a field too few", raw(b"\x91\xa1i")),
    Lie("a map in place of a value", raw(b"\x81\xa1a\x01")),
    Lie("bytes in place of a value", raw(b"\xc4\x01x")),
    Lie("an extension type", raw(b"\xc7\x01\x05x")),
    Lie("a time", raw(b"\xd6\xff\0\0\0\0")),
    Lie("a byte that MessagePack never uses", raw(b"\xc1")),
    Lie("bytes after the end", raw(b"\x07\x07")),
    Lie("an array of four thousand million values", raw(b"\xdd\xff\xff\xff\xff")),
    Lie("a list of four thousand million values", raw(_LIST + b"\xdd\xff\xff\xff\xff")),
    Lie("a text of four gigabytes", raw(b"\xdb\xff\xff\xff\xff")),
    Lie("bytes of four gigabytes", raw(b"\x93\xa1b\xc6\xff\xff\xff\xff\xc2")),
    Lie("a map of four thousand million pairs", raw(b"\xdf\xff\xff\xff\xff")),
    Lie("arrays inside arrays, a hundred thousand deep", raw(_DEEP)),
    Lie("lists inside lists, a hundred thousand deep", raw((_LIST + b"\x91") * 100_000 + b"\xc0")),
    Lie("slices inside slices, a hundred thousand deep", raw(b"\x94\xa2sl" * 100_000 + b"\xc0")),
    Lie("lists one level too deep", raw((_LIST + b"\x91") * 66 + b"\xc0")),
    Lie("text that is not UTF-8", raw(b"\xa2\xff\xfe")),
    Lie("text that is no text even with surrogates", answering(schema.Text(b"\xff\xff"))),
    Lie("a word that is not UTF-8", raw(b"\x92\xa2\xff\xfe\x07")),
    Lie("two million values and one", raw(_LIST + b"\xdd\0\x1e\x84\x81" + b"\xc0" * 2_000_001)),
    Lie("as many empty lists as fit", raw(_LIST + b"\xdd\0\x3f\xff\xf0" + b"\x92\xa1l\x90" * 4_194_288), memory=600 << 20),
    Lie("as many complex numbers as fit", raw(_LIST + b"\xdc\x80\0" + (b"\x93\xa1c" + b"\xcb" + bytes(8) + b"\xcb" + bytes(8)) * 32768),
        "value"),
    Lie("as many updates as fit", after_asking(lambda child: child.reply(
        schema.Result(None), [], [schema.Update(-i, schema.Array(0, "<f8", [0], True)) for i in range(1, 100_000)]))),
]  # fmt: skip

_HASH = (1 << 61) - 1  # whole numbers are hashed modulo this


def _multiple(number: int) -> schema.BigInteger:
    return schema.BigInteger(hex((number + 8) * _HASH))


def _tuples(depth: int) -> schema.Tuple:
    return schema.Tuple([_tuples(depth - 1) if depth else 0])


VALUES = [
    Lie("a text a little too long", answering("x" * ((8 << 20) + 1))),
    Lie("bytes a little too long", answering(schema.Bytes(b"x" * ((8 << 20) + 1), False))),
    Lie("an integer of a million digits", answering(schema.BigInteger("f" * 1_000_000))),
    Lie("an integer of one digit too many", answering(schema.BigInteger("f" * 4097))),
    Lie("an integer of letters", answering(schema.BigInteger("score"))),
    Lie("an integer of no digits", answering(schema.BigInteger(""))),
    Lie("an integer with a sign in the middle", answering(schema.BigInteger("1-1"))),
    Lie("a dictionary with a key without a value", answering(schema.Dictionary([1, 2, 3]))),
    Lie("a dictionary whose key is a list", answering(schema.Dictionary([schema.List([]), 1]))),
    Lie("a dictionary whose key is a handle", answering(schema.Dictionary([schema.Handle(1, "x"), 1]))),
    Lie("a dictionary whose key is a tuple of tuples of lists", answering(schema.Dictionary([schema.Tuple([schema.Tuple([schema.List([])])]), 1]))),
    Lie("a dictionary whose key is a tuple with a handle", answering(schema.Dictionary([schema.Tuple([schema.Handle(1, "x")]), 1]))),
    Lie("a dictionary whose key is tuples without end", answering(schema.Dictionary([_tuples(9), 1]))),
    Lie("a dictionary whose key is a long tuple", answering(schema.Dictionary([schema.Tuple([0] * 257), 1]))),
    Lie("keys that all have one hash", answering(schema.Dictionary([k for i in range(2_000) for k in (_multiple(i), 0)]))),
    Lie("members that all have one hash", answering(schema.Set([_multiple(i) for i in range(2_000)], True))),
    Lie("tuples that all have one hash", answering(schema.Set([schema.Tuple([_multiple(i)]) for i in range(2_000)], True))),
    Lie("keys that agree in their low bits", answering(schema.Dictionary([k for i in range(400_000) for k in (i << 40, 0)])),
        "value", memory=200 << 20),
    Lie("keys that are words", answering(schema.Dictionary([k for i in range(50_257) for k in (f"word{i}", i)])), "value"),
    Lie("keys that are pairs", answering(schema.Dictionary([k for i in range(100_000) for k in (schema.Tuple([i // 300, i % 300]), i)])),
        "value"),
    Lie("many keys that are not a number", answering(schema.Set([float("nan")] * 40_000, False)), "value"),
    Lie("equal keys of unlike types", answering(schema.Dictionary([1, 2, True, 3, 1.0, 4])), "value",
        holds=lambda value: len(value) == 1),
    Lie("a set in a set", answering(schema.Set([schema.Set([], True)], True))),
    Lie("a range without a step", answering(schema.Range(0, 9, 0))),
    Lie("a range without an end", answering(schema.Range(-(1 << 63), (1 << 63) - 1, 1)), "value",
        holds=lambda value: type(value) is range),
    Lie("a slice of slices", answering(schema.Slice(schema.Slice(1, 2, 3), None, schema.List([]))), "value"),
    Lie("a type that is not in the table", answering(schema.TypeName("os.system"))),
    Lie("a torch type that is not in the table", answering(schema.TypeName("torch.load"))),
    Lie("a torch type where there is no torch", answering(schema.TypeName("torch.float32"))),
    Lie("a torch shape where there is no torch", answering(schema.TensorShape([1]))),
    Lie("not a number, with a payload", raw(b"\xcb\x7f\xf4\xde\xad\xbe\xef\0\1"), "value", holds=lambda value: value != value),
]  # fmt: skip


def passing(thing: Any) -> Ask:
    """Pass something that is mirrored."""
    return lambda conversation, handle: conversation.call(handle, (thing,), {})


def held(state: Any, *more: Any) -> Callable[[FakeChild], None]:
    """A new object that both sides hold, in this state, and more of them."""
    updates = [schema.Update(-1 - number, found) for number, found in enumerate([state, *more])]
    return answering(schema.Mirror(-1), updates=updates)


def standard(kind: str, *parts: Any) -> Callable[[FakeChild], None]:
    return answering(schema.Standard(kind, list(parts)))


def collection(kind: str, *items: Any, more: Any = None) -> Callable[[FakeChild], None]:
    return answering(schema.Collection(kind, list(items), more))


_HALVES = [schema.List([schema.Mirror(-2 - number)] * 2) for number in range(60)]


def _doubled_one_by_one(child: FakeChild) -> None:
    """Sixty empty lists, of which then each comes to hold the next one twice, the outermost first."""
    numbers = range(-1, -61, -1)
    child.request()
    child.value(
        schema.List([schema.Mirror(n) for n in numbers]), updates=[schema.Update(n, schema.List([])) for n in numbers]
    )
    for number in numbers[:-1]:
        child.request()
        child.value(None, updates=[schema.Update(number, schema.List([schema.Mirror(number - 1)] * 2))])


def _sixty_times(conversation: Any, handle: Any) -> Any:
    kept = call(conversation, handle)
    for _ in range(59):
        call(conversation, handle)
    return kept


CONTAINERS = [
    Lie("lists that double one by one, the outermost first", _doubled_one_by_one, ask=_sixty_times),
    Lie("a collection that is not in the table", collection("ChainMap", 1, 2)),
    Lie("a collection by the name of a function", collection("system", "ls")),
    Lie("a Counter with a key without a value", collection("Counter", "a")),
    Lie("a Counter whose key is a list", collection("Counter", schema.List([]), 1)),
    Lie("a Counter that counts texts", collection("Counter", "a", "b"), "value"),
    Lie("a Counter whose keys all have one hash", collection("Counter", *[k for i in range(2_000) for k in (_multiple(i), 0)])),
    Lie("a deque of a length below zero", collection("deque", 1, more=-1)),
    Lie("a deque whose length is a list", collection("deque", 1, more=schema.List([]))),
    Lie("a deque that holds more than it may", collection("deque", 1, 2, 3, more=2), "value", holds=lambda value: list(value) == [2, 3]),
    Lie("a defaultdict whose factory is a number", collection("defaultdict", more=7)),
    Lie("a defaultdict whose factory was never passed", collection("defaultdict", more=schema.Callback(5, False))),
    Lie("a list that contains itself", held(schema.List([schema.Mirror(-1)]))),
    Lie("lists that contain each other", held(schema.List([schema.Mirror(-2)]), schema.Dictionary(["a", schema.Mirror(-1)]))),
    Lie("a list that contains itself in a tuple", held(schema.List([schema.Tuple([schema.Mirror(-1)])]))),
    Lie("a list that is two to the power of sixty when written out", held(*_HALVES, schema.List([1]))),
    Lie("a list nested a hundred deep by numbers", held(*[schema.List([schema.Mirror(-2 - i)]) for i in range(100)], schema.List([]))),
    Lie("a list that holds what is not there", held(schema.List([schema.Mirror(-7)]))),
    Lie("a frozenset that both sides hold", held(schema.Set([1], True))),
    Lie("bytes that both sides hold", held(schema.Bytes(b"x", False))),
    Lie("a held set of lists", held(schema.Set([schema.Mirror(-2)], False), schema.List([]))),
    Lie("a test's list that comes back as a dict", answering(None, updates=[schema.Update(1, schema.Dictionary([]))]), ask=passing([1])),
    Lie("a test's list that comes back as a deque", answering(None, updates=[schema.Update(1, schema.Collection("deque", [], None))]),
        ask=passing([1])),
    Lie("a test's list that comes back as an array", answering(None, bytes(8), updates=[schema.Update(1, schema.Array(0, "<f8", [1], True))]),
        ask=passing([1])),
    Lie("a test's list that comes back inside itself", answering(None, updates=[schema.Update(1, schema.List([schema.Mirror(1)]))]),
        ask=passing([1])),
    Lie("a test's list that comes back longer", answering(None, updates=[schema.Update(1, schema.List([1, 2]))]), "value", ask=passing([1])),
]  # fmt: skip

STANDARD = [
    Lie("a value of the library that is not in the table", standard("Popen", "ls")),
    Lie("a decimal without end", standard("Decimal", "1E+999999999")),
    Lie("a decimal of too many digits", standard("Decimal", "1" * 6000)),
    Lie("a decimal that is no number", standard("Decimal", "import os")),
    Lie("a decimal of other digits", standard("Decimal", "\N{ARABIC-INDIC DIGIT FOUR}")),
    Lie("a decimal of a list", raw(b"\x93\xa2st\xa7Decimal\x91\x92\xa1l\x90")),
    Lie("a fraction of nothing", standard("Fraction", 1, 0)),
    Lie("a fraction of texts", standard("Fraction", "1", "2")),
    Lie("a fraction of one part", standard("Fraction", 1)),
    Lie("a fraction of a million digits", standard("Fraction", schema.BigInteger("f" * 1_000_000), 1)),
    Lie("a fraction below", standard("Fraction", 1, -2), "value", holds=lambda value: value.denominator == 2),
    Lie("the thirty-second of December", standard("date", 2026, 12, 32)),
    Lie("a date of ten thousand parts", standard("date", *[1] * 10_000)),
    Lie("a time in a zone beyond the day", standard("time", 1, 1, 1, 1, 0, 90_000, 0)),
    Lie("a time of half a zone", standard("time", 1, 1, 1, 1, 0, 3600)),
    Lie("a span longer than can be", standard("timedelta", 1 << 62, 0, 0)),
    Lie("a path with a megabyte of name", standard("PosixPath", "x" * 1_000_000)),
    Lie("a path of numbers", standard("PosixPath", 1)),
    Lie("a path to what the grader can read", standard("PosixPath", "/etc/passwd"), "value",
        holds=lambda value: not hasattr(value, "__dict__") and not any(hasattr(type(value), name) for name in ("open", "read_text", "exists", "iterdir"))),
    Lie("an identifier below zero", standard("UUID", -1)),
]  # fmt: skip

_EIGHT = bytes(8)

ARRAYS = [
    Lie("an array of objects", array("|O", [1], _EIGHT)),
    Lie("an array of structures", array("[('a', '<f8')]", [1], _EIGHT)),
    Lie("an array of times", array("<M8[s]", [1], _EIGHT)),
    Lie("an array of texts", array("<U2", [1], _EIGHT)),
    Lie("an array of raw memory", array("|V8", [1], _EIGHT)),
    Lie("an array of the other byte order", array(">f8", [1], _EIGHT)),
    Lie("an array whose type is no type", array("import os", [1], _EIGHT)),
    Lie("an array whose type has a megabyte of name", array("f" * 1_000_000, [1], _EIGHT)),
    Lie("a length below zero", array("<f8", [-1], _EIGHT)),
    Lie("two lengths below zero", array("<f8", [-1, -1], _EIGHT)),
    Lie("a product that overflows", array("<f8", [1 << 40, 1 << 40], _EIGHT)),
    Lie("a product that overflows to zero", array("<f8", [1 << 32, 1 << 32], b"")),
    Lie("an empty array of many columns", array("<f8", [0, 1 << 28], b"")),
    Lie("an empty array of more columns than fit", array("<f8", [0, (32 << 20) + 1], b"")),
    Lie("an empty array of as many columns as fit", array("<f8", [0, 32 << 20], b""), "value"),
    Lie("lengths that no array can have, times zero", array("<f8", [0, (1 << 63) - 1, (1 << 63) - 1], b"")),
    Lie("sixty-five dimensions", array("<f8", [1] * 65, _EIGHT)),
    Lie("a million dimensions", array("<f8", [1] * 1_000_000, _EIGHT)),
    Lie("a buffer that is not there", array("<f8", [1], _EIGHT, index=1)),
    Lie("a buffer before the first", array("<f8", [1], _EIGHT, index=-1)),
    Lie("a buffer far away", array("<f8", [1], _EIGHT, index=1 << 62)),
    Lie("a buffer used twice", answering(None, _EIGHT, updates=[
        schema.Update(-1, schema.Array(0, "<f8", [1], True)), schema.Update(-2, schema.Array(0, "<f8", [1], True))])),
    Lie("a buffer too short", array("<f8", [2], _EIGHT)),
    Lie("a buffer too long", array("<f8", [1], bytes(16))),
    Lie("an empty buffer for a number", answering(schema.NumpyScalar(0, "<f8"), b"")),
    Lie("a scalar of eight numbers", answering(schema.NumpyScalar(0, "<f8"), bytes(64))),
    Lie("an array of no entries", array("<f8", [0], b""), "value", holds=lambda value: value.shape == (0,)),
    Lie("an array that could be broadcast", array("<f8", [1, 1, 1], _EIGHT), "value",
        holds=lambda value: value.shape == (1, 1, 1)),
    Lie("truths that are neither true nor false", array("|b1", [8], b"\2\x80\xff\0\1\3\4\5"), "value",
        holds=lambda value: value.astype(np.uint8).tolist() == [1, 1, 1, 0, 1, 1, 1, 1]),
    Lie("a scalar that is neither true nor false", answering(schema.NumpyScalar(0, "|b1"), b"\x40"), "value",
        holds=lambda value: value.view(np.uint8) == 1),
    Lie("numbers that are not numbers, with payloads", array("<f8", [1], struct.pack("<Q", 0x7FF4DEADBEEF0001)), "value",
        holds=lambda value: value.view(np.uint64)[0] == 0x7FF4DEADBEEF0001),
    Lie("more buffers than are used", answering(7, *[bytes(1000)] * 4000), "value", holds=lambda value: value == 7),
    Lie("a tensor where there is no torch", answering(schema.Mirror(-1), _EIGHT, updates=[
        schema.Update(-1, schema.Tensor(0, "float64", [1], False, False, -1, False))])),
]  # fmt: skip


def _generator(kind: str, words: list[Any], data: bytes = b"") -> Callable[[FakeChild], None]:
    return answering(schema.Mirror(-1), updates=[schema.Update(-1, schema.Generator(kind, words, data))])


GENERATORS = [
    Lie("a generator of an unknown kind", _generator("os", [])),
    Lie("a generator with its place outside of its memory", _generator("MT19937", [0] * 624 + [625])),
    Lie("a generator with its place before its memory", _generator("MT19937", [0] * 624 + [-1])),
    Lie("a generator with too few words", _generator("MT19937", [0] * 600)),
    Lie("a generator with too many words", _generator("PCG64", [0] * 1000)),
    Lie("a generator with a word too large", _generator("PCG64", [schema.BigInteger("f" * 33), 0, 0, 0])),
    Lie("a generator with a word of a million digits", _generator("PCG64", [schema.BigInteger("f" * 1_000_000), 0, 0, 0])),
    Lie("a generator with a counter outside of its buffer", _generator("Philox", [0] * 10 + [9, 0, 0])),
    Lie("a generator of torch where there is no torch", _generator("torch", [], bytes(5056))),
]  # fmt: skip

_ARRAY = schema.Array(0, "<f8", [2], True)


def _frozen() -> Any:
    thing = np.zeros(2)
    thing.flags.writeable = False
    return thing


MIRRORS = [
    Lie("an array that is not there", answering(schema.Mirror(-5))),
    Lie("an array of ours that is not there", answering(schema.Mirror(5))),
    Lie("a new array with a number of ours", answering(None, bytes(16), updates=[schema.Update(5, _ARRAY)])),
    Lie("a new array with the number nought", answering(None, bytes(16), updates=[schema.Update(0, _ARRAY)])),
    Lie("numbers that go backwards", answering(None, bytes(16), bytes(16), updates=[
        schema.Update(-5, _ARRAY), schema.Update(-4, schema.Array(1, "<f8", [2], True))])),
    Lie("our array in another shape", answering(None, bytes(8), updates=[schema.Update(1, schema.Array(0, "<f8", [1], True))]),
        ask=passing(np.zeros(2))),
    Lie("our array in another type", answering(None, bytes(8), updates=[schema.Update(1, schema.Array(0, "<f4", [2], True))]),
        ask=passing(np.zeros(2))),
    Lie("our array as a generator", answering(None, updates=[schema.Update(1, schema.Generator("PCG64", [0, 0, 0, 0], b""))]),
        ask=passing(np.zeros(2))),
    Lie("our generator as an array", answering(None, bytes(16), updates=[schema.Update(1, _ARRAY)]),
        ask=passing(np.random.default_rng(0))),
    Lie("our read-only array, changed", answering(None, bytes(16), updates=[schema.Update(1, _ARRAY)]), ask=passing(_frozen())),
    Lie("our generator as one of another kind", answering(None, updates=[
        schema.Update(1, schema.Generator("SFC64", [0] * 6, b""))]), ask=passing(np.random.default_rng(0))),
    Lie("our generator in a state from which it gives zeros only", answering(None, updates=[
        schema.Update(1, schema.Generator("PCG64", [0, 0, 0, 0], b""))]), ask=passing(np.random.default_rng(0))),
    Lie("our generator as another one of its kind", answering(None, updates=[
        schema.Update(1, schema.Generator("PCG64", [1, 3, 0, 0], b""))]), ask=passing(np.random.default_rng(0))),
    Lie("our Random at a place beyond its words", answering(None, updates=[
        schema.Update(1, schema.Generator("Random", [1] * 624 + [625], b""))]), ask=passing(random.Random(1))),
    Lie("our Random with words too large", answering(None, updates=[
        schema.Update(1, schema.Generator("Random", [1 << 32] * 624 + [1], b""))]), ask=passing(random.Random(1))),
    Lie("our Random with words below zero", answering(None, updates=[
        schema.Update(1, schema.Generator("Random", [-1] * 624 + [1], b""))]), ask=passing(random.Random(1))),
    Lie("our Random with a kept number that is none", answering(None, updates=[
        schema.Update(1, schema.Generator("Random", [1] * 625, struct.pack("<d", float("nan"))))]), ask=passing(random.Random(1))),
    Lie("our Random as a RandomState", answering(None, updates=[
        schema.Update(1, schema.Generator("RandomState", [1] * 625, b""))]), ask=passing(random.Random(1))),
    Lie("our RandomState of zeros", answering(None, updates=[
        schema.Update(1, schema.Generator("RandomState", [0] * 624 + [1], b""))]), ask=passing(np.random.RandomState(1))),
    Lie("our RandomState with words without end", answering(None, updates=[
        schema.Update(1, schema.Generator("RandomState", [1] * 100_000, b""))]), ask=passing(np.random.RandomState(1))),
    Lie("our RandomState, advanced", answering(None, updates=[
        schema.Update(1, schema.Generator("RandomState", [1] * 625, b""))]), "value", ask=passing(np.random.RandomState(1))),
    Lie("our generator with a memory of zeros", answering(None, updates=[
        schema.Update(1, schema.Generator("MT19937", [0] * 624 + [1], b""))]),
        ask=passing(np.random.Generator(np.random.MT19937(0)))),
]  # fmt: skip


def _hostile_names() -> Any:
    return schema.List([schema.Handle(i, f"\x1b[2J{'x' * 50}{i}") for i in range(20_000)])


def _handles(count: int) -> Any:
    return schema.List([schema.Handle(i, f"Kind{i}") for i in range(count)])


def looking_at(operation: Callable[[Any], Any]) -> Ask:
    """Do something with a remote object."""
    return lambda conversation, handle: operation(handle)


HANDLES = [
    Lie("a handle below nought", answering(schema.Handle(-1, "x")), "value"),
    Lie("handles with hostile names", answering(_hostile_names()), "value"),
    Lie("a handle with a megabyte of name", answering(schema.Handle(1, "n" * 1_000_000)), "value",
        holds=lambda value: len(repr(value)) < 200),
    Lie("handles of fifty thousand classes", answering(_handles(50_000)), "value"),
    Lie("a length below nought", answering(-1), ask=looking_at(len)),
    Lie("a length beyond all lists", answering(schema.BigInteger("f" * 100)), ask=looking_at(len)),
    Lie("a length that is true", answering(True), ask=looking_at(len)),
    Lie("a length that is a text", answering("3"), ask=looking_at(len)),
    Lie("a fraction that is a whole number", answering(1), ask=looking_at(float)),
    Lie("a whole number that is a fraction", answering(1.5), ask=looking_at(int)),
    Lie("an array that is a list", answering(schema.List([])), ask=looking_at(np.asarray)),
    Lie("an iteration of one", answering(schema.Tuple([True])), ask=looking_at(next)),
    Lie("an iteration that neither goes on nor ends", answering(schema.Tuple([1, 2])), ask=looking_at(next)),
]  # fmt: skip


def _calling(number: int, *arguments: Any, keywords: Sequence[str] = (), values: Sequence[Any] = ()) -> Any:
    return after_asking(lambda child: child.reply(schema.Invoke(number, list(arguments), list(keywords), list(values))))


def _endless_calls(child: FakeChild) -> None:
    child.request()
    asked = child.number
    while True:
        child.number = asked
        child.reply(schema.Invoke(0, [], [], []))
        child.request()


def _calls_without_listening(child: FakeChild) -> None:
    child.request()
    while True:
        child.reply(schema.Invoke(0, [], [], []))


def _deeper(child: FakeChild) -> None:
    while True:
        child.request()
        child.reply(schema.Invoke(0, [], [], []))


def _swallowed(call: schema.Invoke) -> Callable[[FakeChild], None]:
    def script(child: FakeChild) -> None:
        child.request()
        asked = child.number
        child.reply(call)
        child.request()
        child.number = asked
        child.value(7)

    return script


def _giving_back_an_iterator(child: FakeChild) -> None:
    child.request()
    child.value(schema.Callback(0, False))


def passing_function(function: Callable[..., Any]) -> Ask:
    return lambda conversation, handle: conversation.call(handle, (function,), {})


def _fails() -> None:
    raise AssertionError("the test's own function says no")


def _asks_again(conversation: Any, handle: Any) -> Any:
    return conversation.call(handle, (lambda: conversation.call(handle, (), {}),), {})


CALLBACKS = [
    Lie("a call of a function that was never passed", _calling(0)),
    Lie("a call of a function below nought", _calling(-1), ask=passing_function(lambda: 0)),
    Lie("a call of a function far away", _calling(1 << 62), ask=passing_function(lambda: 0)),
    Lie("a call with a name too few", _calling(0, keywords=["a"]), ask=passing_function(lambda: 0)),
    Lie("a call with names that are given twice", _swallowed(schema.Invoke(0, [], ["a", "a"], [1, 2])),
        "value", ask=passing_function(_fails)),
    Lie("a call with two million values", _calling(0, schema.List([0] * 2_000_001)), ask=passing_function(lambda: 0)),
    Lie("calls without end", _endless_calls, "TimedOut", ask=passing_function(lambda: 0)),
    Lie("calls without end and without listening", _calls_without_listening, "TimedOut", ask=passing_function(lambda: 0)),
    Lie("calls inside calls without end", _deeper, "BadReply", ask=_asks_again),
    Lie("a function's failure swallowed", _swallowed(schema.Invoke(0, [], [], [])), "AssertionError", ask=passing_function(_fails)),
    Lie("a function that was never passed, given back", answering(schema.Callback(0, False))),
    Lie("a function given back that is an iterator", _giving_back_an_iterator,
        ask=lambda conversation, handle: conversation.call(handle, (iter([1]),), {})),
]  # fmt: skip


def raising(**changes: Any) -> Callable[[FakeChild], None]:
    parts = {"type_name": "ValueError", "bases": ["ValueError", "Exception"], "message": "m", "frames": []} | changes
    return after_asking(lambda child: child.reply(schema.Raised(**parts)))


def warning(*warned: Any) -> Callable[[FakeChild], None]:
    """An honest answer, and these warnings."""
    reply = schema.Reply
    return after_asking(
        lambda child: child.frame(schema.encoder.encode(reply(child.number, [], schema.Result(7), list(warned))))
    )


_WARNED = schema.Warned("Odd", ["UserWarning"], "m", "f", 1)

WARNINGS = [
    Lie("a warning", warning(_WARNED), "value"),
    Lie("warnings without end", warning(*[_WARNED] * 100_000), "value", memory=200 << 20),
    Lie("a warning that is no warning", warning(schema.Warned("SystemExit", ["SystemExit", "object"], "m", "f", 1)), "value"),
    Lie("a warning far away", warning(schema.Warned("\x1b[2J", ["Warning"] * 100_000, "x" * 1_000_000, "\0" * 99_999, -(1 << 63))), "value"),
    Lie("a warning of numbers", after_asking(lambda child: child.frame(
        b"\x94" + schema.encoder.encode(child.number) + b"\x90\x92\xa2ok\x07\x91\x95\x01\x02\x03\x04\x05"))),
]  # fmt: skip


def _causes(count: int) -> schema.Raised:
    found = schema.Raised("KeyError", ["KeyError"], "m", [])
    for _ in range(count):
        found = schema.Raised("KeyError", ["KeyError"], "m", [], [], found)
    return found


EXCEPTIONS = [
    Lie("an exception that would end the test run", raising(bases=["SystemExit", "BaseException"]), "StudentSystemExit"),
    Lie("an exception that would stop pytest", raising(type_name="Exit", bases=["KeyboardInterrupt"]), "StudentError"),
    Lie("an exception with a hundred thousand bases", raising(bases=["ValueError"] * 100_000), "StudentValueError"),
    Lie("an exception with a hundred thousand frames", raising(frames=[schema.Frame("f", 1, "g", "s")] * 100_000),
        "StudentValueError"),
    Lie("an exception with a line far away", raising(frames=[schema.Frame("../../x", -(1 << 63), "\0", "\x1b[2J")]),
        "StudentValueError"),
    Lie("an exception with a megabyte of message", raising(message="\x1b[2J" * 250_000), "StudentValueError"),
    Lie("an exception of a class of ours", raising(bases=["GraderError", "CheckAuthorError", "StudentFault"]), "StudentError"),
    Lie("an exception of a hundred thousand classes of its own", raising(kinds=list(range(100_000))), "StudentValueError"),
    Lie("an exception of classes far away", raising(kinds=[-1, 1 << 62, 0]), "StudentValueError"),
    Lie("an exception of a class with an odd name", raising(type_name="\x1b[2J" * 100, kinds=[5]), "StudentValueError"),
    Lie("an exception that has causes without end", after_asking(lambda child: child.frame(
        b"\x93" + schema.encoder.encode(child.number) + b"\x90" + b"\x97\xa6raised\xa1K\x90\xa1m\x90\x90" * 50_000 + b"\xc0"))),
    Lie("an exception that has many causes", raising(cause=_causes(200)), "StudentValueError"),
    Lie("an exception that stands for something else", raising(error=schema.Handle(0, "int")), "StudentValueError"),
    Lie("the end of a program with a code", raising(bases=["SystemExit"], error=schema.Handle(-9, "x")), "StudentSystemExit"),
    Lie("an exception that says that it is a skip", raising(type_name="Skipped", bases=["Skipped"]), "StudentError"),
]  # fmt: skip


def _printing(descriptor: str, data: bytes, count: int) -> Callable[[FakeChild], None]:
    import os

    def tell(child: FakeChild) -> None:
        child.request()
        for _ in range(count):
            view = memoryview(data)
            while view:
                view = view[os.write(getattr(child, descriptor), view) :]
        child.value(7)

    return tell


def _deaf(child: FakeChild) -> None:
    silent(child)


def _deaf_and_dumb(child: FakeChild) -> None:
    import os

    os.close(os.dup(child.read))
    child.close()
    for name in ("read", "write", "out", "error"):
        setattr(child, name, os.open(os.devnull, os.O_RDWR))


def _dump(line: str, then: Callable[[FakeChild], None] = lambda child: None) -> Callable[[FakeChild], None]:
    """Write what Python would write about a crash, and end."""
    import os

    def tell(child: FakeChild) -> None:
        child.request()
        os.write(child.error, f"Fatal Python error: Aborted\n\nStack (most recent call first):\n{line}\n".encode())
        then(child)

    return tell


_FORGED = '  File "/nonexistent/student.py", line %s in f'
LARGE = np.zeros(20 << 17)

OUTPUT = [
    Lie("output without end", _printing("out", b"x" * 65536, 2000), "TooMuchOutput"),
    Lie("errors without end", _printing("error", b"x" * 65536, 2000), "TooMuchOutput"),
    Lie("output that is no text", _printing("out", bytes(range(256)) * 16, 100), "value", holds=lambda value: value == 7),
    Lie("a crash with a line of five thousand digits", _dump(_FORGED % ("9" * 5000)), "Crashed"),
    Lie("a crash with a line in other digits", _dump(_FORGED % "\N{ARABIC-INDIC DIGIT FOUR}"), "Crashed"),
    Lie("a crash in a file of no name", _dump('  File "\0", line 1 in f\n  File "/nonexistent", line 1 in \0'), "Crashed"),
    Lie("a crash in a file of a long name", _dump(f'  File "/nonexistent/{"x/" * 30_000}", line 1 in f'), "Crashed"),
    Lie("a crash in files without end", _dump('  File "' * 8000), "Crashed"),
    Lie("a hang with a line of five thousand digits", _dump(_FORGED % ("9" * 5000), silent), "TimedOut"),
    Lie("a question never read", _deaf, "TimedOut", ask=passing(LARGE)),
    Lie("a question that nobody can read", _deaf_and_dumb, "Crashed", ask=passing(LARGE)),
]  # fmt: skip

LIES: tuple[Lie, ...] = (
    *FRAMES, *NUMBERS, *MESSAGES, *VALUES, *CONTAINERS, *STANDARD, *ARRAYS, *GENERATORS, *MIRRORS, *HANDLES, *CALLBACKS, *WARNINGS, *EXCEPTIONS, *OUTPUT,
)  # fmt: skip
