"""Piece 6, hidden: Softmax."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import Softmax
from checking import backward, close, fail, gradients, unchanged
from drivers import cost, observe
from judging import needs


@weight(2)
@number("6.4")
def test_softmax_gradient(rng: np.random.Generator) -> None:
    """Softmax.backward: g_a on random data, with random cotangents, for a batch, one row, and more axes"""
    for shape in (*(oracles.sizes(rng, axes) for axes in (2, 1, 3)), (1, 4)):
        a, g_b = rng.standard_normal((2, *shape))
        want, b = oracles.vjp(oracles.softmax, [a], 0, g_b), oracles.softmax(a)
        (g_a,) = backward(Softmax(), [a], b, g_b, "Softmax.backward")
        close(g_a, want, f"Softmax.backward of an array of shape {a.shape}: g_a")


@weight(0.5)
@number("6.5")
def test_softmax_value(rng: np.random.Generator) -> None:
    """Softmax.forward: values on random data, for one row, a batch, and more axes"""
    for shape in (*(oracles.sizes(rng, axes) for axes in (1, 2, 3)), (1, 4), (30, 40)):  # float32 shows in many
        a = 3 * rng.standard_normal(shape)
        close(Softmax().forward(a.copy()), oracles.softmax(a), f"Softmax.forward of an array of shape {a.shape}")


@weight(1)
@number("6.6")
def test_softmax_is_stable_row_by_row(rng: np.random.Generator) -> None:
    """Softmax: right for large logits, even where rows of one batch are far apart; forward gives no warnings"""
    offsets = np.array([[1000.0], [-1000.0], [0.0], [rng.uniform(-900, 900)]])
    a = np.concatenate([rng.standard_normal((4, 5)) + offsets, rng.uniform(-1000, 1000, size=(2, 5))])
    a[5] = rng.permutation([1000.0, -1000.0, -1000.0, -1000.0, -1000.0])  # its mean is no safe shift
    want = np.exp(oracles.log_softmax(a))
    seen = observe(Softmax().forward, a)
    close(seen["result"], want, "Softmax.forward of large logits", atol=1e-14)
    if seen["warnings"]:
        fail(f"Softmax.forward of large logits warned: {seen['warnings'][0]}")
    g_b = rng.standard_normal(a.shape)
    (g_a,) = backward(Softmax(), [a], want, g_b, "Softmax.backward")
    slope = want * (g_b - (g_b * want).sum(axis=-1, keepdims=True))
    close(g_a, slope, "Softmax.backward of large logits: g_a", atol=1e-9)


@weight(1)
@number("6.7")
def test_softmax_backward_builds_no_jacobian(rng: np.random.Generator) -> None:
    """Softmax.backward: time and memory grow as B C, not as B C^2

    Entries, lines and bytes are counted, nothing is timed. One C x C matrix is 125 times as large as b here.
    """
    batch, classes = 4, 500
    a, g_b = rng.standard_normal((2, batch, classes))
    module = Softmax()
    b = oracles.softmax(a)
    want = b * (g_b - (g_b * b).sum(axis=-1, keepdims=True))
    with needs("6.1", "6.3"):
        close(module.forward(a), b, "Softmax.forward")
        (g_a,) = gradients(module.backward([a], b, g_b), 1, "Softmax.backward")
        close(g_a, want, "Softmax.backward: g_a")
    spent = cost(module.backward, [a], b, g_b)
    if spent["peak_bytes"] > 8 * classes**2 / 4:
        fail(f"Softmax.backward held {spent['peak_bytes']} bytes for b of {8 * batch * classes}; avoid the Jacobian")
    if spent["entries"] > classes**2:
        fail(f"Softmax.backward touched {spent['entries']} entries for b of {batch * classes}; avoid the Jacobian")
    if spent["lines"] > classes**2:
        fail(f"Softmax.backward ran {spent['lines']} lines for b of {batch * classes} entries; avoid a loop over pairs")


@pytest.mark.in_place
@weight(0.5)
@number("6.8")
def test_softmax_keeps_its_arguments(rng: np.random.Generator) -> None:
    """Softmax: arguments are not modified"""
    a, g_b = rng.standard_normal((2, 3, 4))
    b = oracles.softmax(a)
    kept = a.copy(), b.copy(), g_b.copy()
    module = Softmax()
    with needs("6.1", "6.3"):
        forward = module.forward(a)
        (g_a,) = gradients(module.backward([a], b, g_b), 1, "Softmax.backward")
    for array, before, name in zip((a, b, g_b), kept, ("a", "b", "g_b"), strict=True):
        unchanged(array, before, f"Softmax: {name}")
    with needs("6.1", "6.3"):
        close(forward, kept[1], "Softmax.forward")
        close(g_a, oracles.vjp(oracles.softmax, [kept[0]], 0, kept[2]), "Softmax.backward: g_a")
