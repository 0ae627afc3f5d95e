"""Piece 4, hidden: Sigmoid and Tanh."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import Sigmoid, Tanh
from checking import backward, close, fail, gradients, unchanged
from drivers import observe
from judging import needs


@weight(1)
@number("4.3")
def test_sigmoid_gradient(rng: np.random.Generator) -> None:
    """Sigmoid: value and gradient on random data, with a random cotangent"""
    a, g_b = rng.standard_normal((2, *oracles.sizes(rng, 2)))
    want, b = oracles.vjp(oracles.sigmoid, [a], 0, g_b), oracles.sigmoid(a)
    close(Sigmoid().forward(a.copy()), b, "Sigmoid.forward")
    (g_a,) = backward(Sigmoid(), [a], b, g_b, "Sigmoid.backward")
    close(g_a, want, "Sigmoid.backward: g_a")


@weight(1)
@number("4.4")
def test_tanh_gradient(rng: np.random.Generator) -> None:
    """Tanh: value and gradient on random data, with a random cotangent"""
    a, g_b = rng.standard_normal((2, *oracles.sizes(rng, 2)))
    want, b = oracles.vjp(oracles.tanh, [a], 0, g_b), oracles.tanh(a)
    close(Tanh().forward(a.copy()), b, "Tanh.forward")
    (g_a,) = backward(Tanh(), [a], b, g_b, "Tanh.backward")
    close(g_a, want, "Tanh.backward: g_a")


@weight(1)
@number("4.5")
def test_sigmoid_is_stable(rng: np.random.Generator) -> None:
    """Sigmoid.forward: right and without warnings for inputs of size 1000"""
    a = np.concatenate([rng.uniform(-1000, 1000, size=6), [1000.0, -1000.0, 40.0, -40.0]])
    want = np.exp(-np.logaddexp(0.0, -a))
    seen = observe(Sigmoid().forward, a)
    close(seen["result"], want, "Sigmoid.forward of large numbers")
    if seen["warnings"]:
        fail(f"Sigmoid.forward of large numbers warned: {seen['warnings'][0]}")


@pytest.mark.in_place
@weight(1)
@number("4.6")
def test_activations_keep_their_arguments_and_tanh_is_stable(rng: np.random.Generator) -> None:
    """Sigmoid and Tanh: arguments are not modified; Tanh is right and without warnings for inputs of size 1000

    Leaving the arguments alone earns points only together with the right answers.
    """
    large = rng.uniform(100, 1000, size=4) * [1.0, -1.0, 1.0, -1.0]
    seen = observe(Tanh().forward, large)
    close(seen["result"], [1.0, -1.0, 1.0, -1.0], "Tanh.forward of large numbers")
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
