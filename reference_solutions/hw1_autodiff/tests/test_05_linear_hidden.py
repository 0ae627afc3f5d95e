"""Piece 5, hidden: Linear."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import Linear
from checking import backward, close, fail, gradients, unchanged
from drivers import cost
from judging import needs

Array = np.ndarray
NAMES = ("a", "omega", "beta")


def layer(rng: np.random.Generator, batch: int, d_in: int, d_out: int) -> tuple[list[Array], Array, Array]:
    """Random inputs [a, omega, beta] of a layer, its output b, and a cotangent g_b."""
    inputs = [rng.standard_normal((batch, d_in)), rng.standard_normal((d_out, d_in)), rng.standard_normal(d_out)]
    return inputs, oracles.linear(*inputs), rng.standard_normal((batch, d_out))


def require_right_answers(module: Linear, inputs: list[Array], b: Array, g_b: Array) -> None:
    """Value and gradients: being fast, or leaving arguments alone, earns nothing without them."""
    a, omega, _ = inputs
    right, slopes = b.copy(), (g_b @ omega, g_b.T @ a, g_b.sum(axis=0))
    close(module.forward(*inputs), right, "Linear.forward", batch=len(a))
    got = gradients(module.backward(inputs, b, g_b), 3, "Linear.backward")
    for answer, want, name in zip(got, slopes, NAMES, strict=True):
        close(answer, want, f"Linear.backward: g_{name}", batch=len(a))


def check_gradient(rng: np.random.Generator, index: int) -> None:
    """One of the three gradients, on a layer whose three sizes differ."""
    inputs, b, g_b = layer(rng, *oracles.sizes(rng, 3))
    want = oracles.vjp(oracles.linear, inputs, index, g_b)
    got = backward(Linear(), inputs, b, g_b, "Linear.backward")
    close(got[index], want, f"Linear.backward: g_{NAMES[index]}", batch=len(g_b))


@weight(1)
@number("5.4")
def test_linear_gradient_of_the_input(rng: np.random.Generator) -> None:
    """Linear.backward: g_a on random data, with a random cotangent"""
    check_gradient(rng, 0)


@weight(1)
@number("5.5")
def test_linear_gradient_of_the_weights(rng: np.random.Generator) -> None:
    """Linear.backward: g_omega on random data, with a random cotangent"""
    check_gradient(rng, 1)


@weight(1)
@number("5.6")
def test_linear_gradient_of_the_bias(rng: np.random.Generator) -> None:
    """Linear.backward: g_beta on random data, with a random cotangent"""
    check_gradient(rng, 2)


@weight(1)
@number("5.7")
def test_linear_where_shapes_tell_nothing(rng: np.random.Generator) -> None:
    """Linear: values and gradients where all three sizes are equal, for a batch of one, and for one unit"""
    for shape in ((3, 3, 3), (1, 4, 2), (4, 2, 1)):
        inputs, b, g_b = layer(rng, *shape)
        want = [oracles.vjp(oracles.linear, inputs, index, g_b) for index in range(3)]
        close(Linear().forward(*inputs), b, f"Linear.forward with sizes {shape}")
        got = backward(Linear(), inputs, b, g_b, "Linear.backward")
        for index, name in enumerate(NAMES):
            close(got[index], want[index], f"Linear.backward with sizes {shape}: g_{name}", batch=shape[0])


@weight(0.5)
@number("5.8")
def test_linear_is_vectorised(rng: np.random.Generator) -> None:
    """Linear: a larger layer takes no more NumPy operations, and no more lines of code, than a small one"""
    counts = []
    for size in (3, 24):
        inputs, b, g_b = layer(rng, size, size, size)
        module = Linear()
        with needs("5.1", "5.2"):
            require_right_answers(module, inputs, b, g_b)
        spent = cost(module.forward, *inputs), cost(module.backward, inputs, b, g_b)
        counts.append([each[kind] for each in spent for kind in ("operations", "lines")])
    names = [
        f"Linear.{name}: {{}} {what}" for name in ("forward", "backward") for what in ("NumPy operations", "lines")
    ]
    for name, few, many in zip(names, *counts, strict=True):
        if many > few:
            fail(f"{name.format(few)} for sizes of 3, {many} for sizes of 24; replace the loop")


@pytest.mark.in_place
@weight(0.5)
@number("5.9")
def test_linear_keeps_its_arguments(rng: np.random.Generator) -> None:
    """Linear: arguments are not modified"""
    inputs, b, g_b = layer(rng, 3, 2, 4)
    kept = [array.copy() for array in (*inputs, b, g_b)]
    with needs("5.1", "5.2"):
        backward(Linear(), inputs, b, g_b, "Linear.backward")
    for array, before, name in zip((*inputs, b, g_b), kept, (*NAMES, "b", "g_b"), strict=True):
        unchanged(array, before, f"Linear: {name}")
    with needs("5.1", "5.2"):
        require_right_answers(Linear(), kept[:3], *kept[3:])
