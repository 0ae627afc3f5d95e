"""Whatever arrives, the decoder gives a value or refuses; for a bounded number of examples."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.inside.wire import schema

from .fuzz import decode, honest, mutated

_SHAPES = st.lists(st.integers(-2, 5) | st.integers(0, (1 << 63) - 1), max_size=4)
_SCALARS = (
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats() | st.text(max_size=8)
    | st.builds(schema.Text, st.binary(max_size=6)) | st.builds(schema.Bytes, st.binary(max_size=6), st.booleans())
    | st.builds(schema.BigInteger, st.text("0123456789abcdefx_-+ ", max_size=24))
    | st.builds(schema.TypeName, st.sampled_from(["int", "dtype.<f8", "numpy.float64", "torch.float32", "os"]))
    | st.builds(schema.NumpyScalar, st.integers(-2, 3), st.sampled_from(["<f8", "|b1", "|O", ">f8", ""]))
    | st.builds(schema.Range, *[st.integers(-3, 3)] * 3)
    | st.builds(schema.Handle, st.integers(), st.text(max_size=5)).filter(lambda n: -(1 << 63) <= n.id < 1 << 63)
    | st.builds(schema.Mirror, st.integers(-4, 4)) | st.builds(schema.Callback, st.integers(-2, 2), st.booleans())
    | st.builds(schema.TensorShape, _SHAPES)
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.builds(schema.List, st.lists(inner, max_size=5))
        | st.builds(schema.Tuple, st.lists(inner, max_size=5))
        | st.builds(schema.Dictionary, st.lists(inner, max_size=6))
        | st.builds(schema.Set, st.lists(inner, max_size=5), st.booleans())
        | st.builds(schema.Slice, inner, inner, inner)
    ),
    max_leaves=20,
)
_KINDS = st.sampled_from(["PCG64", "MT19937", "Philox", "SFC64", "torch", "x"])
_STATES = (
    st.builds(schema.Array, st.integers(-1, 3), st.sampled_from(["<f8", "<i4", "|b1", "|O"]), _SHAPES, st.booleans())
    | st.builds(schema.Generator, _KINDS, st.lists(st.integers(-1, (1 << 63) - 1), max_size=14), st.binary(max_size=4))
    | st.builds(schema.Tensor, st.integers(-1, 3), st.just("float32"), _SHAPES, *[st.booleans()] * 2, st.integers(-1, 3),
                st.booleans())
)  # fmt: skip
_UPDATES = st.lists(st.builds(schema.Update, st.integers(-4, 4), _STATES), max_size=4)
_BUFFERS = st.lists(st.sampled_from([b"", bytes(1), bytes(8), bytes(24), bytes(64)]), max_size=4)


@pytest.mark.parametrize("number", range(3))
def test_every_honest_reply_is_decoded(number: int) -> None:
    header, buffers = honest()[number]
    assert decode(header, buffers) == "decoded"


@settings(max_examples=400)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_message(data: bytes) -> None:
    assert decode(data, []) in ("no message", "refused", "decoded")


@pytest.mark.slow
@settings(max_examples=600)
@given(_VALUES, _UPDATES, _BUFFERS)
def test_well_formed_nonsense_is_a_value_or_refused(value: object, updates: list[object], buffers: list[bytes]) -> None:
    header = schema.encoder.encode(schema.Reply(7, updates, schema.Result(value)))  # type: ignore[arg-type]
    assert decode(header, buffers) in ("no message", "refused", "decoded")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_damaged_replies_are_no_message_or_refused_or_another_value(seed: int) -> None:
    rng = random.Random(seed)
    replies = honest()
    ended = {decode(*mutated(rng, *rng.choice(replies))) for _ in range(3000)}
    assert ended == {"no message", "refused", "decoded"}
