"""Piece 4, hidden: Sigmoid and Tanh."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import Sigmoid, Tanh
from checking import backward, close, fail, gradients, unchanged
from drivers import observe
from judging import needs


def shapes(rng: np.random.Generator) -> list[list[int]]:
    """Of arrays with several numbers of axes, none and one of length 1 among them."""
    return [*(oracles.sizes(rng, axes) for axes in (2, 1, 3)), [1, *oracles.sizes(rng, 1)], []]


@weight(1)
@number("4.3")
def test_sigmoid_gradient(rng: np.random.Generator) -> None:
    """Sigmoid: value and gradient for arrays of any number of axes, with random cotangents; backward uses the output"""
    for shape in shapes(rng):
        a, g_b = (np.asarray(rng.standard_normal(shape)) for _ in range(2))
        want, b = oracles.vjp(oracles.sigmoid, [a], 0, g_b), oracles.sigmoid(a)
        close(Sigmoid().forward(a.copy()), b, f"Sigmoid.forward of an array of shape {a.shape}")
        (g_a,) = backward(Sigmoid(), [a], b, g_b, "Sigmoid.backward")
        close(g_a, want, f"Sigmoid.backward of an array of shape {a.shape}: g_a")
    module = Sigmoid()
    module.forward(a.copy())
    (g_a,) = gradients(module.backward([np.full(a.shape, np.nan)], b, g_b), 1, "Sigmoid.backward")
    close(g_a, want, "Sigmoid.backward, which is to use the output b only, with an input of nan: g_a")


@weight(1)
@number("4.4")
def test_tanh_gradient(rng: np.random.Generator) -> None:
    """Tanh: value and gradient for arrays of any number of axes, with random cotangents"""
    for shape in shapes(rng):
        a, g_b = (np.asarray(rng.standard_normal(shape)) for _ in range(2))
        want, b = oracles.vjp(oracles.tanh, [a], 0, g_b), oracles.tanh(a)
        close(Tanh().forward(a.copy()), b, f"Tanh.forward of an array of shape {a.shape}")
        (g_a,) = backward(Tanh(), [a], b, g_b, "Tanh.backward")
        close(g_a, want, f"Tanh.backward of an array of shape {a.shape}: g_a")


@weight(1)
@number("4.5")
def test_sigmoid_is_stable(rng: np.random.Generator) -> None:
    """Sigmoid.forward: right and without warnings for inputs of size 1000"""
    a = np.concatenate([rng.uniform(-1000, 1000, size=6), [1000.0, -1000.0, 40.0, -40.0]])
    want = np.exp(-np.logaddexp(0.0, -a))
    seen = observe(Sigmoid().forward, a)
    close(seen["result"], want, "Sigmoid.forward of large numbers", atol=1e-14)  # sigmoid(-40) is no 1e-13
    if seen["warnings"]:
        fail(f"Sigmoid.forward of large numbers warned: {seen['warnings'][0]}")


@pytest.mark.in_place
@weight(1)
@number("4.6")
def test_activations_keep_their_arguments_and_tanh_is_stable(rng: np.random.Generator) -> None:
    """Sigmoid and Tanh: arguments are not modified; Tanh is right and without warnings for inputs of size 1000

    Leaving the arguments alone earns points only together with the right answers.
    """
    # exp overflows above 709, so some numbers are always larger; and each sign comes by itself.
    large = np.concatenate([rng.uniform(100, 1000, size=4) * [1.0, -1.0, 1.0, -1.0], [1000.0, -1000.0, 400.0, -400.0]])
    for part in (large, large[::2].copy(), large[1::2].copy()):
        want = np.sign(part)
        seen = observe(Tanh().forward, part)
        close(seen["result"], want, "Tanh.forward of large numbers", rtol=1e-14, atol=0)
        if seen["warnings"]:
            fail(f"Tanh.forward of large numbers warned: {seen['warnings'][0]}")
    for name, module, value in (("Sigmoid", Sigmoid(), oracles.sigmoid), ("Tanh", Tanh(), oracles.tanh)):
        a, g_b = rng.standard_normal((2, 3, 2))
        b = value(a)
        kept = a.copy(), b.copy(), g_b.copy()
        with needs("4.1", "4.2"):
            forward = module.forward(a)
        unchanged(a, kept[0], f"{name}.forward: a")
        with needs("4.1", "4.2"):
            (g_a,) = gradients(module.backward([a], b, g_b), 1, f"{name}.backward")
        for array, before, argument in zip((a, b, g_b), kept, ("a", "b", "g_b"), strict=True):
            unchanged(array, before, f"{name}.backward: {argument}")
        with needs("4.1", "4.2"):
            close(forward, kept[1], f"{name}.forward")
            close(g_a, oracles.vjp(value, [kept[0]], 0, kept[2]), f"{name}.backward: g_a")
