"""Piece 1, hidden: RNNCell."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, of_shape
from drivers import cell_gradients, cell_step, created, created_globally
from judging import needs

CELL = oracles.CELL


def problem(rng: np.random.Generator) -> tuple[oracles.Weights, np.ndarray, np.ndarray]:
    """A random cell, x and h, where all sizes differ."""
    batch, x_dim, h_dim = oracles.sizes(rng, 3)
    return oracles.random_cell(rng, x_dim, h_dim), oracles.normal(rng, batch, x_dim), oracles.normal(rng, batch, h_dim)


def check_gradients(rng: np.random.Generator, names: tuple[str, ...]) -> None:
    """The gradients of these inputs, for a random cotangent."""
    cell, x, h = problem(rng)
    g = oracles.normal(rng, *h.shape)

    def blended(inputs: oracles.Weights) -> np.ndarray:
        return (g * oracles.step(inputs, inputs["x"], inputs["h"])).sum(axis=(-2, -1))

    want = {name: oracles.slopes(blended, {**cell, "x": x, "h": h}, name) for name in names}
    got = cell_gradients(cell, x, h, g)
    for name in names:
        close(got[name], want[name], f"RNNCell, backward: the gradient of {name}", batch=len(x))


@weight(1)
@number("1.4")
def test_cell_values(rng: np.random.Generator) -> None:
    """RNNCell.forward: values on random data, and for a batch of one"""
    cell, x, h = problem(rng)
    want = oracles.step(cell, x, h)
    first = cell_step(cell, x[:1], h[:1])["h"]
    close(cell_step(cell, x, h)["h"], want, "RNNCell.forward: h_t")
    close(first, want[:1], "RNNCell.forward with a batch of one: h_t")


@weight(1.5)
@number("1.5")
def test_cell_gradients_of_inputs(rng: np.random.Generator) -> None:
    """RNNCell.forward: gradients flow back into x and into h"""
    check_gradients(rng, ("x", "h"))


@weight(1.5)
@number("1.6")
def test_cell_gradients_of_parameters(rng: np.random.Generator) -> None:
    """RNNCell.forward: gradients flow back into W_xh, W_hh and b_h"""
    check_gradients(rng, CELL)


@weight(1.25)
@number("1.7")
def test_cell_draws_from_its_generator(rng: np.random.Generator) -> None:
    """RNNCell.__init__: weights uniform within 1/sqrt(H), from the given generator only, and a bias of zero"""
    sizes, shapes = (400, 25), {"W_xh": (25, 400), "W_hh": (25, 25), "b_h": (25,)}  # 1/sqrt(X) is far from 1/sqrt(H)
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    makes = [created("RNNCell", sizes, seed) for seed in (first, first, second)]
    if not all(make["global randomness kept"] for make in makes):
        fail("RNNCell moved the global random state; draw from the generator only")
    one, same, other = (make["parameters"] for make in makes)
    for name in ("W_xh", "W_hh"):
        drawn = of_shape(one.get(name), shapes[name], f"RNNCell(400, 25): {name}", dtype="float32")
        if not np.array_equal(drawn, same[name]):
            fail(f"RNNCell: {name} differs between two generators with the same seed")
        if np.array_equal(drawn, other[name]):
            fail(f"RNNCell: {name} is the same for generators with different seeds; draw it from the generator")
        if any(np.ptp(drawn, axis=axis).min() == 0 for axis in (0, 1)):
            fail(f"RNNCell: {name} has equal rows or equal columns; draw every weight by itself")
        bound = 1 / np.sqrt(25)
        wanted, largest = bound / np.sqrt(3), np.abs(drawn).max()
        if not (wanted / 1.15 < drawn.std() < 1.15 * wanted and abs(drawn.mean()) < wanted / 3):
            found = f"mean {drawn.mean():.3g} and deviation {drawn.std():.3g}"
            fail(f"RNNCell: {name} has {found}, expected 0 and about {wanted:.3g}")
        if not 0.9 * bound < largest < 1.0001 * bound:
            fail(f"RNNCell: {name} has entries up to {largest:.4g}, expected up to 1/sqrt(H) = {bound:.4g}")
    if np.isin(one["W_hh"], one["W_xh"]).mean() > 0.5:  # of 25 · 25 numbers, one may be there by chance
        fail("RNNCell: W_hh has the same numbers as W_xh; draw every weight by itself")
    close(one.get("b_h"), np.zeros(25), "RNNCell(400, 25): b_h")


@weight(1)
@number("1.8")
def test_cell_keeps_its_arguments(rng: np.random.Generator) -> None:
    """RNNCell.forward: x and h are not modified, and large numbers saturate without harm"""
    cell, x, h = problem(rng)
    want, kept = oracles.step(cell, x, h), {"x": x.copy(), "h": h.copy()}
    with needs("1.2"):
        ran = cell_step(cell, x, h)
    for name, before in kept.items():
        if not np.array_equal(ran[f"{name} afterwards"], before):
            fail(f"RNNCell.forward modified {name} in place")
    with needs("1.2"):
        close(ran["h"], want, "RNNCell.forward: h_t")
    while not (np.abs(want := oracles.step(cell, 1e4 * x, h)) == 1).all():
        x = oracles.normal(rng, *x.shape)  # almost orthogonal to a row of W_xh: rounding decides the sign
    close(cell_step(cell, 1e4 * x, h)["h"], want, "RNNCell.forward with huge x: h_t")


@weight(0.25)
@number("1.9")
def test_cell_without_a_generator(rng: np.random.Generator) -> None:
    """RNNCell.__init__: without a generator, weights come from torch's global one, which torch.manual_seed sets"""
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    one, same, other = (created_globally("RNNCell", (4, 5), seed) for seed in (first, first, second))
    for name in ("W_xh", "W_hh"):
        close(same.get(name), one[name], f"RNNCell without a generator, after torch.manual_seed again: {name}")
        if np.array_equal(one[name], other[name]):
            fail(f"RNNCell without a generator: {name} is the same whatever torch.manual_seed was given")
