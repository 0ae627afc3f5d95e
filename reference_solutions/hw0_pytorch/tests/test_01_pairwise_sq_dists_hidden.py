"""Piece 1, hidden: pairwise_sq_dists."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, of_shape
from drivers import cost, observe


@weight(0.5)
@number("1.3")
def test_squared_distances_of_random_points(rng: np.random.Generator) -> None:
    """pairwise_sq_dists: values for random points, also for a single one and tiny ones; arguments are not modified"""
    rows, columns, features = oracles.sizes(rng, 3)
    x, y = oracles.single(rng.normal(size=(rows, features))), oracles.single(rng.normal(size=(columns, features)))
    want = oracles.squared_distances(x, y)
    seen = observe("pairwise_sq_dists", x, y)
    close(seen["result"], want, "pairwise_sq_dists(x, y)")
    flag(seen, "arguments_kept", "pairwise_sq_dists modified x or y in place")
    close(observe("pairwise_sq_dists", x[:1], y)["result"], want[:1], "pairwise_sq_dists(x[:1], y)")
    close(observe("pairwise_sq_dists", x, y[:1])["result"], want[:, :1], "pairwise_sq_dists(x, y[:1])")
    tiny = observe("pairwise_sq_dists", x / 4096, y / 4096)["result"]  # a power of 2: nothing is rounded by it
    scaled = of_shape(tiny, want.shape, "pairwise_sq_dists of tiny points") * np.float32(4096**2)
    close(scaled, want, "pairwise_sq_dists(x / 4096, y / 4096), times 4096^2,")


@weight(0.75)
@number("1.4")
def test_squared_distances_are_never_negative(rng: np.random.Generator) -> None:
    """pairwise_sq_dists: never negative, not even by rounding, where points are equal and far from the origin"""
    x = oracles.single(30 * rng.normal(size=(60, 7)))
    turned = np.ascontiguousarray(x[::-1])  # equal points then lie on the other diagonal
    for y, what in ((x, "pairwise_sq_dists(x, x)"), (turned, "pairwise_sq_dists(x, x in reverse order)")):
        want = oracles.squared_distances(x, y)
        distances = of_shape(observe("pairwise_sq_dists", x, y)["result"], (60, 60), what)
        if not distances.min() >= 0:
            fail(f"{what} has an entry of {distances.min():.3g}; no squared distance is negative")
        close(distances, want, what, rtol=1e-3, atol=0.1)


@weight(0.75)
@number("1.5")
def test_squared_distances_without_loop_or_large_array(rng: np.random.Generator) -> None:
    """pairwise_sq_dists: no Python loop over points or groups of points, and no array of shape (N, M, D)

    Lines, operations and bytes are counted, nothing is timed.
    """
    rows, columns, features = 120, 150, 160
    x, y = oracles.single(rng.normal(size=(rows, features))), oracles.single(rng.normal(size=(columns, features)))
    spent, few = cost("pairwise_sq_dists", x, y), cost("pairwise_sq_dists", x[:30].copy(), y[:30].copy())
    if spent["lines"] >= min(rows, columns) // 2:
        fail(f"pairwise_sq_dists ran {spent['lines']} lines and operations for {rows} and {columns} points: a loop?")
    if spent["peak_bytes"] >= 4 * rows * columns * features // 8:
        fail(f"pairwise_sq_dists filled {spent['peak_bytes']} bytes for a result of {4 * rows * columns}")
    if spent["lines"] >= few["lines"] + 8:  # in groups that are small enough for the limit of bytes
        sizes = f"{few['lines']} lines and operations for 30 points, {spent['lines']} for {rows}"
        fail(f"pairwise_sq_dists ran {sizes}: a loop over groups of points?")
