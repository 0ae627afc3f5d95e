"""Piece 1, hidden: RNNCell."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, of_shape
from drivers import cell_gradients, cell_step, created
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


@weight(1.5)
@number("1.7")
def test_cell_draws_from_its_generator(rng: np.random.Generator) -> None:
    """RNNCell.__init__: weights of the right size from the given generator only, and a bias of zero"""
    sizes, shapes = (40, 50), {"W_xh": (50, 40), "W_hh": (50, 50), "b_h": (50,)}
    first, second = (int(seed) for seed in rng.choice(1 << 30, size=2, replace=False))
    makes = [created("RNNCell", sizes, seed) for seed in (first, first, second)]
    if not all(make["global randomness kept"] for make in makes):
        fail("RNNCell moved the global random state; draw from the generator only")
    one, same, other = (make["parameters"] for make in makes)
    for name in ("W_xh", "W_hh"):
        drawn = of_shape(one.get(name), shapes[name], f"RNNCell(40, 50): {name}", dtype="float32")
        if not np.array_equal(drawn, same[name]):
            fail(f"RNNCell: {name} differs between two generators with the same seed")
        if np.array_equal(drawn, other[name]):
            fail(f"RNNCell: {name} is the same for generators with different seeds; draw it from the generator")
        wanted = 1 / np.sqrt(3 * 50)
        if not (wanted / 1.5 < drawn.std() < 1.5 * wanted and abs(drawn.mean()) < wanted / 4):
            found = f"mean {drawn.mean():.3g} and deviation {drawn.std():.3g}"
            fail(f"RNNCell: {name} has {found}, expected 0 and about {wanted:.3g}")
    close(one.get("b_h"), np.zeros(50), "RNNCell(40, 50): b_h")


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
