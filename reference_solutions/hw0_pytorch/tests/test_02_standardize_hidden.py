"""Piece 2, hidden: standardize."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, of_shape
from drivers import observe


@weight(0.5)
@number("2.3")
def test_standardize_random_columns(rng: np.random.Generator) -> None:
    """standardize: values for random columns of different sizes, some far from 0, and x is not modified"""
    rows, columns = oracles.sizes(rng, 2, 3, 9)
    scale, offset = rng.uniform(0.5, 20, size=columns), rng.uniform(-50, 50, size=columns)
    offset[0] = 2000 * scale[0]
    x = oracles.single(offset + scale * rng.normal(size=(rows, columns)))
    seen = observe("standardize", x)
    close(seen["result"], oracles.standardized(x), "standardize(x)", rtol=1e-3, atol=2e-3)
    flag(seen, "arguments_kept", "standardize modified x in place")


@weight(0.5)
@number("2.4")
def test_standardize_columns_that_are_constant_up_to_rounding(rng: np.random.Generator) -> None:
    """standardize: constant columns become 0, even where the computed mean is not exactly the constant"""
    rows = int(rng.integers(5, 12)) * 2 + 1
    constants = oracles.single(rng.uniform(0.05, 1.95, size=60))
    x = np.concatenate([np.tile(constants, (rows, 1)), oracles.single(rng.normal(size=(rows, 1)))], axis=1)
    out = of_shape(observe("standardize", x)["result"], x.shape, "standardize(x)")
    largest = np.abs(out[:, :-1]).max()
    if not largest < 0.05:
        fail(f"standardize: an entry of a constant column became {largest:.3g}, expected 0")
    close(out[:, -1:], oracles.standardized(x[:, -1:]), "standardize: the column that is not constant", rtol=1e-3)
    single = observe("standardize", x[:1])["result"]
    close(single, np.zeros_like(x[:1]), "standardize of a single row, in which all columns are constant")
