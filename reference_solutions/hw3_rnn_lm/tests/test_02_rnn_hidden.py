"""Piece 2, hidden: RNN."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail
from drivers import not_allowed, rnn_again, rnn_cost, rnn_gradients, rnn_run
from judging import needs

Array = np.ndarray


def problem(rng: np.random.Generator) -> tuple[oracles.Weights, Array, Array]:
    """A random cell, xs and h0, where all sizes differ."""
    length, batch, x_dim, h_dim = oracles.sizes(rng, 4)
    xs, h0 = oracles.normal(rng, length, batch, x_dim), oracles.normal(rng, batch, h_dim)
    return oracles.random_cell(rng, x_dim, h_dim), xs, h0


def check(cell: oracles.Weights, xs: Array, h0: Array, what: str) -> None:
    """hs and h_T with this initial state."""
    want = oracles.states(cell, xs, h0)
    ran = rnn_run(cell, xs, h0)
    close(ran["hs"], want, f"{what}: hs")
    close(ran["h_T"], want[-1], f"{what}: h_T")
    if ran["arguments kept"] is not True:
        fail(f"{what} modified xs or h0 in place; leave the arguments as they are and compute new tensors")


def far(rng: np.random.Generator) -> tuple[oracles.Weights, Array, Array]:
    """A cell, xs and h0 for 45 steps through which gradients neither die out nor explode: small numbers go round."""
    cell, xs, h0 = oracles.random_cell(rng, 2, 3), oracles.normal(rng, 45, 1, 2), oracles.normal(rng, 1, 3)
    cell |= {"W_hh": np.roll(np.eye(3, dtype=np.float32), 1, axis=0), "b_h": np.zeros(3, dtype=np.float32)}
    return cell, np.float32(1e-3) * xs, np.float32(1e-2) * h0


def check_gradients(
    rng: np.random.Generator, names: tuple[str, ...], given: tuple[oracles.Weights, Array, Array] | None = None
) -> None:
    """The gradients of these inputs, for random cotangents of both hs and h_T, of a random problem or the given one."""
    cell, xs, h0 = given or problem(rng)
    g_hs, g_last = oracles.normal(rng, *xs.shape[:2], h0.shape[1]), oracles.normal(rng, *h0.shape)

    def blended(inputs: oracles.Weights) -> Array:
        hs = oracles.states(inputs, inputs["xs"], inputs["h0"])
        return (g_hs * hs).sum(axis=(-3, -2, -1)) + (g_last * hs[..., -1, :, :]).sum(axis=(-2, -1))

    want = {name: oracles.slopes(blended, {**cell, "xs": xs, "h0": h0}, name) for name in names}
    got = rnn_gradients(cell, xs, h0, g_hs, g_last)
    for name in names:
        close(got[name], want[name], f"RNN, backward through all steps: the gradient of {name}")


@weight(1)
@number("2.3")
def test_rnn_values(rng: np.random.Generator) -> None:
    """RNN.forward: hs and h_T on random data, from a given initial state and from none, also when called again

    Nothing is remembered: neither the last state nor a cell's weights from before they changed, as in training they do.
    """
    cell, xs, h0 = problem(rng)
    want = oracles.states(cell, xs, 0 * h0)
    check(cell, xs.copy(), h0, "RNN.forward")
    none = rnn_run(cell, xs)
    close(none["hs"], want, "RNN.forward without h0: hs")
    close(none["h_T"], want[-1], "RNN.forward without h0: h_T")
    other = oracles.random_cell(rng, xs.shape[2], h0.shape[1])
    first, second, changed = rnn_again(cell, other, xs)
    close(first, want, "RNN.forward without h0: hs")
    close(second, want, "RNN.forward without h0, called again: hs")
    close(changed, oracles.states(other, xs, 0 * h0), "RNN.forward without h0, after the cell's weights changed: hs")


@weight(1.5)
@number("2.4")
def test_rnn_gradients_of_inputs(rng: np.random.Generator) -> None:
    """RNN.forward: gradients flow back through all steps into xs and h0"""
    check_gradients(rng, ("xs", "h0"))
    cell, xs, h0 = problem(rng)
    check_gradients(rng, ("xs", "h0"), (cell, xs, 0 * h0))  # a state of zeros has gradients like any other
    check_gradients(rng, ("h0",), far(rng))


@weight(1)
@number("2.5")
def test_rnn_gradients_of_parameters(rng: np.random.Generator) -> None:
    """RNN.forward: the gradients of the cell's parameters are summed over all steps"""
    check_gradients(rng, oracles.CELL)


@weight(0.5)
@number("2.6")
def test_rnn_where_shapes_tell_nothing(rng: np.random.Generator) -> None:
    """RNN.forward: values where all four sizes are equal, and for one step of a batch of one"""
    for length, batch, x_dim, h_dim in ((3, 3, 3, 3), (1, 1, 2, 3)):
        cell, xs = oracles.random_cell(rng, x_dim, h_dim), oracles.normal(rng, length, batch, x_dim)
        check(cell, xs, oracles.normal(rng, batch, h_dim), f"RNN.forward with xs of shape {xs.shape}")


@weight(1)
@number("2.7")
def test_rnn_takes_time_in_proportion_to_the_length(rng: np.random.Generator) -> None:
    """RNN.forward: three times the steps take about three times the work"""
    cell = oracles.random_cell(rng, 2, 3)
    with needs("2.1", "2.2"):
        check(cell, oracles.normal(rng, 40, 2, 2), oracles.normal(rng, 2, 3), "RNN.forward of 40 steps")
    short, long = (rnn_cost(cell, oracles.normal(rng, length, 2, 2)) for length in (40, 120))
    for what in ("operations", "entries"):
        if long[what] > 4 * short[what]:
            fail(f"RNN: {short[what]} {what} for 40 steps, {long[what]} for 120; do nothing twice")


@weight(0.5)
@number("2.8")
def test_rnn_is_written_by_hand(rng: np.random.Generator) -> None:
    """RNN: torch's own recurrent layers are not used"""
    layers = [use for use in not_allowed() if "clip_grad" not in use]
    if layers:
        fail(f"rnn_lm.py uses {', '.join(layers)}; write the recurrence yourself")
    with needs("2.1", "2.2"):
        check(*problem(rng), "RNN.forward")
