"""Fuzzing of the decoder: any bytes, and honest replies with a little wrong, give a value or a WireError.

    python -m tests.hostile.fuzz [SECONDS] [SEED]

mutates replies for a while, and prints how many, what they ended as, and the slowest. CI runs the same functions
through hypothesis for a bounded number of examples.
"""

from __future__ import annotations

import dataclasses
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from autograder.grading.remote.objects import Handle
from autograder.grading.remote.student_errors import student_error
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import REPLY
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.mirrors import Mirrors

_BOUNDS = dataclasses.replace(REPLY, nodes=20_000, extent=256 << 20)


class Decoder(ValueDecoder):
    """The trusted side's, without a client around it."""

    def __init__(self, buffers: Sequence[bytes], mirrors: Mirrors) -> None:
        super().__init__([bytearray(buffer) for buffer in buffers], _BOUNDS)
        self._mirrors = mirrors

    def _handle(self, node: schema.Handle, _depth: int) -> object:
        return Handle(None, node.id, node.type_name)  # type: ignore[arg-type]

    def _mirror(self, node: schema.Mirror, _depth: int) -> object:
        return self._mirrors.find(node.id)


def decode(header: bytes, buffers: Sequence[bytes]) -> str:
    """Decode as the trusted side does; what came of it, in a word.

    Anything but a value or the two errors that a RpcClient expects is raised.
    """
    mirrors = Mirrors(step=1)
    ours = [np.zeros(3), np.random.default_rng(0)]
    for thing in ours:
        mirrors.node(thing)
    try:
        reply = schema.reply_decoder.decode(header)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        return "no message"
    try:
        decoder = Decoder(buffers, mirrors)
        mirrors.apply(decoder, reply.updates)
        if isinstance(reply.body, schema.Raised):
            student_error(reply.body)
        elif isinstance(reply.body, schema.Result):
            decoder.decode(reply.body.value)
        else:
            [decoder.decode(value) for value in (*reply.body.arguments, *reply.body.keyword_values)]
    except WireError:
        return "refused"
    except (RecursionError, MemoryError) as error:
        return type(error).__name__
    return "decoded"


def honest() -> list[tuple[bytes, list[bytes]]]:
    """Replies that use every word of the wire."""
    everything = schema.List(
        [
            None, True, -1, 1 << 62, 0.5, float("nan"), "text", schema.Text(b"\xed\xa0\x80"), schema.Bytes(b"b", True),
            schema.BigInteger("-0xffffffffffffffffff"), schema.Complex(1.0, 2.0), schema.Tuple([1, schema.Tuple([])]),
            schema.Dictionary(["a", schema.List([]), 2, None]), schema.Set([1, "x"], True), schema.Slice(1, None, 2),
            schema.Range(0, 9, 2), schema.Dots(), schema.TypeName("float"), schema.TypeName("dtype.<f8"),
            schema.NumpyScalar(2, "<f4"), schema.Handle(3, "Thing"), schema.Mirror(-1), schema.Mirror(1),
        ]
    )  # fmt: skip
    updates = [
        schema.Update(-1, schema.Array(0, "<f8", [2, 1], True)),
        schema.Update(1, schema.Array(1, "<f8", [3], True)),
        schema.Update(2, schema.Generator("PCG64", [1, 3, 0, 0], b"")),
    ]
    buffers = [bytes(16), bytes(24), bytes(4)]
    frame = schema.Frame("answer.py", 3, "attack", "raise ValueError")
    bodies = [
        (schema.Result(everything), updates, buffers),
        (schema.Raised("ValueError", ["ValueError", "Exception"], "no", [frame]), [], []),
        (schema.Invoke(0, [everything], ["key"], [1]), updates, buffers),
    ]
    return [(schema.encoder.encode(schema.Reply(7, told, body)), list(data)) for body, told, data in bodies]


def mutated(rng: random.Random, header: bytes, buffers: list[bytes]) -> tuple[bytes, list[bytes]]:
    """A copy with one to eight things wrong: bytes changed, put in, taken out, repeated; buffers cut or exchanged."""
    data, parts = bytearray(header), list(buffers)
    for _ in range(rng.choice((1, 1, 2, 8))):
        place = rng.randrange(len(data) + 1)
        kind = rng.randrange(6)
        if kind == 0 and place < len(data):
            data[place] = rng.randrange(256)
        elif kind == 1:
            data[place:place] = bytes([rng.choice((0x90, 0xC0, 0xCB, 0xD9, 0xDC, 0xDD, 0xFF, rng.randrange(256)))])
        elif kind == 2:
            del data[place : place + rng.randrange(1, 5)]
        elif kind == 3:
            data[place:place] = data[place : place + rng.randrange(1, 40)]
        elif kind == 4 and place < len(data):
            data[place] ^= 1 << rng.randrange(8)
        elif parts:
            chosen = rng.randrange(len(parts))
            parts[chosen] = rng.choice((b"", parts[chosen][:-1], parts[chosen] * 2, rng.choice(parts)))
    return bytes(data), parts


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    rng, replies = random.Random(seed), honest()
    ended: Counter[str] = Counter()
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for _ in range(1000):
            header, buffers = mutated(rng, *rng.choice(replies))
            start = time.process_time()
            ended[decode(header, buffers)] += 1
            slowest = max(slowest, time.process_time() - start)
    print(f"{sum(ended.values())} replies: {dict(ended)}; slowest {slowest * 1e3:.1f} ms of processor time")


if __name__ == "__main__":
    main()
