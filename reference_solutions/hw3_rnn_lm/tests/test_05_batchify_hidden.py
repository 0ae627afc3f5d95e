"""Piece 5, hidden: batchify."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal
from drivers import batchify
from judging import needs


def columns(ids: np.ndarray, batch: int) -> np.ndarray:
    """The streams, each a column."""
    length = len(ids) // batch
    return np.array([[ids[b * length + row] for b in range(batch)] for row in range(length)]).reshape(length, batch)


@weight(1)
@number("5.3")
def test_batchify_random_texts(rng: np.random.Generator) -> None:
    """batchify: random texts, with and without a rest"""
    for batch, length, rest in ((3, 5, 2), (4, 4, 0), (7, 2, 6), (2, 9, 1)):
        ids = rng.integers(1000, size=batch * length + rest)
        want = columns(ids, batch)
        equal(batchify(ids, batch), want, f"batchify({len(ids)} tokens, batch={batch})")


@weight(1)
@number("5.4")
def test_batchify_extreme_shapes(rng: np.random.Generator) -> None:
    """batchify: a single stream, streams of a single token, and fewer tokens than streams"""
    for size, batch in ((6, 1), (6, 6), (7, 6), (3, 5)):
        ids = rng.integers(1000, size=size)
        want = columns(ids, batch).astype(np.int64)
        equal(batchify(ids, batch), want, f"batchify({size} tokens, batch={batch})")


@pytest.mark.in_place
@weight(0.5)
@number("5.5")
def test_batchify_keeps_large_tokens(rng: np.random.Generator) -> None:
    """batchify: tokens stay int64, however large, and the text is not modified"""
    small = rng.integers(1000, size=11)
    with needs("5.1", "5.2", "5.3"):
        equal(batchify(small, 2), columns(small, 2), "batchify(11 tokens, batch=2)")
    ids = rng.integers(1 << 40, 1 << 50, size=11)
    kept, want = ids.copy(), columns(ids, 2)
    equal(batchify(ids, 2), want, "batchify(11 large tokens, batch=2)")
    equal(ids, kept, "the text given to batchify, afterwards,")
