"""Piece 3, hidden: one_hot."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, flag
from drivers import observe


@weight(0.75)
@number("3.2")
def test_one_hot_of_ids_with_any_number_of_axes(rng: np.random.Generator) -> None:
    """one_hot: float32 values for ids with no axis, one, two and three, or none at all; ids are not modified"""
    n = int(rng.integers(3, 8))
    for axes in range(4):
        ids = np.asarray(rng.integers(n, size=oracles.sizes(rng, axes)), dtype=np.int64)
        want = oracles.one_hot(ids, n)
        seen = observe("one_hot", ids, n)
        close(seen["result"], want, f"one_hot of ids with {axes} axes")
        flag(seen, "arguments_kept", "one_hot modified the ids in place")
    empty = observe("one_hot", np.zeros((0, 2), dtype=np.int64), n)["result"]
    close(empty, np.zeros((0, 2, n)), "one_hot of ids of shape (0, 2)")


@weight(0.5)
@number("3.3")
def test_one_hot_has_n_classes_even_if_few_occur(rng: np.random.Generator) -> None:
    """one_hot: the last axis has length n, whichever ids occur, even if n is 1"""
    rows, n = int(rng.integers(1, 4)), int(rng.integers(10, 20))
    for ids in (np.zeros(rows, dtype=np.int64), rng.integers(n - 5, size=(rows, 2)), np.full(rows, n - 1)):
        want = oracles.one_hot(ids, n)
        close(observe("one_hot", ids, n)["result"], want, f"one_hot(ids, {n})")
    zeros = np.zeros((rows, 2), dtype=np.int64)
    close(observe("one_hot", zeros, 1)["result"], np.ones((rows, 2, 1)), "one_hot(ids, 1)")
