"""Piece 2, hidden: standardize."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, of_shape
from drivers import observe


@weight(0.5)
@number("2.3")
def test_standardize_random_columns(rng: np.random.Generator) -> None:
    """standardize: values for random columns, also far from 0, of tiny numbers, of equal ones but one; x stays"""
    rows, columns = oracles.sizes(rng, 2, 3, 9)
    scale, offset = rng.uniform(2, 20, size=columns), rng.uniform(-50, 50, size=columns)
    # Deviations are exactly `scale`: those of a few random numbers are small now and then, and rounding is then large.
    x = offset + scale * oracles.standardized(rng.normal(size=(rows, columns)))
    x[:, 0] = rng.integers(20_000, 40_000) + rng.permutation(rows)
    x[:, -1] = 10 ** rng.uniform(-9, -7) * oracles.standardized(rng.normal(size=(rows, 1)))[:, 0]  # not constant
    seen, want = observe("standardize", oracles.single(x)), oracles.standardized(oracles.single(x))
    out = of_shape(seen["result"], want.shape, "standardize(x)")
    close(out[:, 1:], want[:, 1:], "standardize(x)[:, 1:]")
    # The sum of whole numbers is exact and their mean right to 0.002; their squares are rounded to multiples of 32.
    close(out[:, 0], want[:, 0], "standardize(x)[:, 0], a column far from 0,", rtol=0, atol=0.3)
    flag(seen, "arguments_kept", "standardize modified x in place")
    rare = np.eye(30) * scale[0] + np.rint(offset[0])
    want = oracles.standardized(np.eye(30))
    close(
        observe("standardize", oracles.single(rare))["result"],
        want,
        "standardize where one entry of each column differs",
    )
    # Sums of these numbers and their mean are exact, and eight of them differ by 1 only: that is not constant.
    two = (200_000 + rng.permutation([0.0, 1.0] * 4))[:, None]
    want = oracles.standardized(two)
    close(observe("standardize", oracles.single(two))["result"], want, "standardize of 200000 and 200001", atol=0.3)


@weight(0.5)
@number("2.4")
def test_standardize_columns_that_are_constant_up_to_rounding(rng: np.random.Generator) -> None:
    """standardize: constant columns become 0, small and large ones, though their computed deviation may not be 0"""
    rows = int(rng.integers(5, 12)) * 2 + 1
    constants = oracles.single(np.concatenate([rng.uniform(0.05, 1.95, size=60), 10 ** rng.uniform(-4, 5, size=60)]))
    x = np.concatenate([np.tile(constants, (rows, 1)), oracles.single(rng.normal(size=(rows, 1)))], axis=1)
    want = oracles.standardized(x[:, -1:])
    out = of_shape(observe("standardize", x)["result"], x.shape, "standardize(x)")
    largest = np.abs(out[:, :-1]).max()
    if not largest < 0.05:
        fail(f"standardize: an entry of a constant column became {largest:.3g}, expected 0")
    close(out[:, -1:], want, "standardize: the column that is not constant")
    single = observe("standardize", x[:1])["result"]
    close(single, np.zeros_like(x[:1]), "standardize of a single row, in which all columns are constant")
