"""Piece 5, hidden: masked_mean."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, flag, gradient_close
from drivers import observe, slope

Array = np.ndarray


def batch(rng: np.random.Generator) -> tuple[Array, Array]:
    """Random x and a mask with a row of each kind: some steps, one step, all steps, none."""
    steps, features = oracles.sizes(rng, 2, 3, 7)
    mask = rng.random((4, steps)) < 0.5
    mask[0, :2] = (True, False)
    mask[1] = np.arange(steps) == rng.integers(steps)
    mask[2], mask[3] = True, False
    return oracles.single(rng.normal(size=(4, steps, features))), mask[rng.permutation(4)]


@weight(0.5)
@number("5.3")
def test_masked_mean_of_random_sequences(rng: np.random.Generator) -> None:
    """masked_mean: values for random sequences, a single one too, with some, all or no steps; its arguments are kept"""
    x, mask = batch(rng)
    x[mask.all(axis=1), 0] = 0.0  # a step with zeros counts, too
    want = oracles.masked_mean(x.astype(np.float64), mask)
    seen = observe("masked_mean", x, mask)
    close(seen["result"], want, "masked_mean(x, mask)")
    flag(seen, "arguments_kept", "masked_mean modified x or the mask in place")
    close(observe("masked_mean", x[:1], mask[:1])["result"], want[:1], "masked_mean(x[:1], mask[:1])")
    one = observe("masked_mean", np.ascontiguousarray(x[:, :, :1]), mask)["result"]
    close(one, want[:, :1], "masked_mean(x[:, :, :1], mask)")


@weight(0.75)
@number("5.4")
def test_masked_mean_does_not_see_nan_at_masked_steps(rng: np.random.Generator) -> None:
    """masked_mean: right where x holds nan at masked steps, also in a row without any step"""
    x, mask = batch(rng)
    want = oracles.masked_mean(x.astype(np.float64), mask)
    x[~mask] = np.nan
    seen = observe("masked_mean", x, mask)
    close(seen["result"], want, "masked_mean(x, mask) with nan at masked steps")
    flag(seen, "arguments_kept", "masked_mean modified x or the mask in place")


@weight(0.75)
@number("5.5")
def test_masked_mean_gradient(rng: np.random.Generator) -> None:
    """masked_mean: the gradient of x, with a random cotangent, is 0 at masked steps, also where x holds nan"""
    x, mask = batch(rng)
    g = oracles.single(rng.normal(size=(4, x.shape[2])))
    want = oracles.vjp(lambda a: oracles.masked_mean(a, mask), [x], 0, g)
    what = "masked_mean: the gradient of x"
    gradient_close(slope("masked_mean", x.copy(), g, mask.copy()), want, what)
    x[~mask] = np.nan
    gradient_close(slope("masked_mean", x, g, mask), want, f"{what}, with nan at masked steps")
