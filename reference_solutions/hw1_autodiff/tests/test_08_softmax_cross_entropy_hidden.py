"""Piece 8, hidden: SoftmaxCrossEntropy."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import SoftmaxCrossEntropy
from checking import backward, close, fail, gradients, of_shape, unchanged
from drivers import observe
from judging import needs

Array = np.ndarray


def extreme(rng: np.random.Generator) -> tuple[Array, Array]:
    """Labels and logits of size 1000: whole rows that are shifted, and single logits that dwarf the label's."""
    y = oracles.one_hot(rng, 6, 5)
    offsets = np.array([[1000.0], [-1000.0], [0.0], [rng.uniform(-900, 900)]])
    a = np.concatenate([rng.standard_normal((4, 5)) + offsets, rng.uniform(-1000, 1000, size=(2, 5))])
    a[5] = rng.permutation([1000.0, -1000.0, -1000.0, -1000.0, -1000.0])  # its mean is no safe shift
    y[5] = np.eye(5)[a[5].argmin()]  # and its label is one of those that no floor may make likelier
    return y, a


@weight(1.5)
@number("8.4")
def test_softmax_cross_entropy_gradient(rng: np.random.Generator) -> None:
    """SoftmaxCrossEntropy.backward: the gradient of the logits on random data, one row too, with a random cotangent"""
    many, classes = oracles.sizes(rng, 2)
    for rows in (many, 1):
        y, a = oracles.one_hot(rng, rows, classes), rng.standard_normal((rows, classes))
        g_b = rng.uniform(1.5, 3.0) * rng.choice([-1.0, 1.0])
        loss, want = oracles.softmax_cross_entropy(y, a), oracles.vjp(oracles.softmax_cross_entropy, [y, a], 1, g_b)
        _, g_a = backward(SoftmaxCrossEntropy(), [y, a], np.array(loss), np.array(g_b), "SoftmaxCrossEntropy.backward")
        close(g_a, want, "SoftmaxCrossEntropy.backward: g_a", batch=rows)


@weight(0.5)
@number("8.5")
def test_softmax_cross_entropy_value(rng: np.random.Generator) -> None:
    """SoftmaxCrossEntropy.forward: the value on random data, and where the labels are almost sure"""
    rows, classes = oracles.sizes(rng, 2)
    y, a = oracles.one_hot(rng, rows, classes), 2 * rng.standard_normal((rows, classes))
    want = oracles.softmax_cross_entropy(y, a)
    close(SoftmaxCrossEntropy().forward(y, a), want, "SoftmaxCrossEntropy.forward", batch=rows)
    y, want = np.eye(3), np.log1p(2 * np.exp(-10))  # a small number added somewhere shows in a small loss
    close(SoftmaxCrossEntropy().forward(y, 10 * y), want, "SoftmaxCrossEntropy.forward of a small loss", atol=5e-10)


@weight(1)
@number("8.6")
def test_softmax_cross_entropy_forward_is_stable(rng: np.random.Generator) -> None:
    """SoftmaxCrossEntropy.forward: right and without warnings for logits of size 1000"""
    y, a = extreme(rng)
    want = -np.mean(np.sum(y * oracles.log_softmax(a), axis=1))
    seen = observe(SoftmaxCrossEntropy().forward, y, a)
    close(seen["result"], want, "SoftmaxCrossEntropy.forward of large logits", batch=len(y))
    if seen["warnings"]:
        fail(f"SoftmaxCrossEntropy.forward of large logits warned: {seen['warnings'][0]}")


@weight(1)
@number("8.7")
def test_softmax_cross_entropy_backward_is_stable(rng: np.random.Generator) -> None:
    """SoftmaxCrossEntropy.backward: right and without warnings for logits of size 1000"""
    y, a = extreme(rng)
    logs = oracles.log_softmax(a)
    loss, want = -np.mean(np.sum(y * logs, axis=1)), (np.exp(logs) - y) / len(y)
    module = SoftmaxCrossEntropy()
    module.forward(y, a)
    seen = observe(module.backward, [y, a], np.array(loss), np.array(1.0))
    _, g_a = gradients(seen["result"], 2, "SoftmaxCrossEntropy.backward")
    close(g_a, want, "SoftmaxCrossEntropy.backward of large logits: g_a", atol=1e-9, batch=len(y))
    if seen["warnings"]:
        fail(f"SoftmaxCrossEntropy.backward of large logits warned: {seen['warnings'][0]}")


@pytest.mark.in_place
@weight(0.5)
@number("8.8")
def test_softmax_cross_entropy_keeps_its_arguments(rng: np.random.Generator) -> None:
    """SoftmaxCrossEntropy: arguments are not modified, and labels get a gradient of zeros"""
    y, a = oracles.one_hot(rng, 3, 4), rng.standard_normal((3, 4))
    kept = y.copy(), a.copy()
    loss = np.array(oracles.softmax_cross_entropy(y, a))
    right = loss.copy()
    slope = oracles.vjp(oracles.softmax_cross_entropy, [y, a], 1)
    module = SoftmaxCrossEntropy()
    with needs("8.1", "8.2"):
        forward = module.forward(y, a)
        g_y, g_a = gradients(module.backward([y, a], loss, np.array(1.0)), 2, "SoftmaxCrossEntropy.backward")
    unchanged(y, kept[0], "SoftmaxCrossEntropy: y")
    unchanged(a, kept[1], "SoftmaxCrossEntropy: a")
    with needs("8.1", "8.2"):
        close(forward, right, "SoftmaxCrossEntropy.forward", batch=3)
        close(g_a, slope, "SoftmaxCrossEntropy.backward: g_a", batch=3)
    if g_y is not None:  # neither None nor the true gradient (-a / B, and any row-constant) does harm
        answer = of_shape(g_y, (3, 4), "SoftmaxCrossEntropy.backward: g_y")
        if not np.allclose(np.ptp(answer + kept[1] / 3, axis=1), 0):
            close(g_y, np.zeros((3, 4)), "SoftmaxCrossEntropy.backward: g_y")
