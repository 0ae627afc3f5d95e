"""Piece 7, hidden: CrossEntropy."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from autodiff import CrossEntropy
from checking import backward, close, fail, gradients, of_shape, unchanged
from drivers import observe
from judging import needs

FLOOR = 1e-12  # PROBABILITY_FLOOR
#: Whether it is a floor, or added to each probability, may show at this relative size: in 7.4, and in drawn ones.
FLOORED, DRAWN = 1e-9, 1e-6
SMALL = "for a label of probability 1e-10"


@weight(1)
@number("7.3")
def test_cross_entropy_gradient(rng: np.random.Generator) -> None:
    """CrossEntropy: value and gradient of y_hat on random data, one row too, with a random cotangent"""
    many, classes = oracles.sizes(rng, 2)
    for rows in (many, 1):
        y, y_hat = oracles.one_hot(rng, rows, classes), oracles.probabilities(rng, rows, classes)
        g_b = rng.uniform(1.5, 3.0) * rng.choice([-1.0, 1.0])
        loss, want = oracles.cross_entropy(y, y_hat), oracles.vjp(oracles.cross_entropy, [y, y_hat], 1, g_b)
        close(CrossEntropy().forward(y.copy(), y_hat.copy()), loss, "CrossEntropy.forward", rtol=DRAWN, batch=rows)
        _, g_y_hat = backward(CrossEntropy(), [y, y_hat], np.array(loss), np.array(g_b), "CrossEntropy.backward")
        close(g_y_hat, want, "CrossEntropy.backward: g_y_hat", rtol=DRAWN, batch=rows)


@weight(1)
@number("7.4")
def test_cross_entropy_ignores_zeros_where_the_label_is_not(rng: np.random.Generator) -> None:
    """CrossEntropy: a probability of exactly 0 costs nothing where y is 0, and gives no warnings"""
    y = oracles.one_hot(rng, 3, 4)
    y_hat = np.where(y == 1, 1.0, 0.0)
    y_hat[0] = np.where(y[0] == 1, 0.25, [0.25, 0.25, 0.25, 0.25])
    want = np.log(4.0) / 3
    slope = -y / np.where(y == 1, y_hat, 1.0) / 3
    module = CrossEntropy()
    value = observe(module.forward, y, y_hat)
    close(value["result"], want, "CrossEntropy.forward with zeros in y_hat", rtol=FLOORED)
    gradient = observe(module.backward, [y, y_hat], np.array(want), np.array(1.0))
    _, g_y_hat = gradients(gradient["result"], 2, "CrossEntropy.backward")
    close(g_y_hat, slope, "CrossEntropy.backward with zeros in y_hat: g_y_hat", rtol=FLOORED)
    for warning in (*value["warnings"], *gradient["warnings"]):
        fail(f"CrossEntropy with zeros in y_hat warned: {warning}")


@weight(0.5)
@number("7.5")
def test_cross_entropy_of_an_impossible_label_is_finite(rng: np.random.Generator) -> None:
    """CrossEntropy: probabilities count as PROBABILITY_FLOOR from there down to exactly 0, and no higher up"""
    small = np.array([[0.5, 1e-10, 0.5 - 1e-10]])
    label, loss, slope = np.array([[0.0, 1.0, 0.0]]), -np.log(1e-10), np.array([[0.0, -1e10, 0.0]])
    close(CrossEntropy().forward(label, small), loss, f"CrossEntropy.forward {SMALL}", rtol=0.02 / 23)
    _, g_y_hat = backward(CrossEntropy(), [label, small], np.array(loss), np.array(1.0), "CrossEntropy.backward")
    close(g_y_hat, slope, f"CrossEntropy.backward {SMALL}: g_y_hat", rtol=0.02)
    rows = int(rng.integers(2, 5))
    y = np.tile([0.0, 1.0, 0.0], (rows, 1))
    for probability in (0.0, 1e-20):  # not 0, but below the floor
        y_hat = np.tile([0.5, probability, 0.5], (rows, 1))
        loss = of_shape(CrossEntropy().forward(y, y_hat), (), "CrossEntropy.forward")
        labels = f"for labels of probability {probability:g}"
        close(loss, -np.log(FLOOR), f"CrossEntropy.forward {labels}", rtol=FLOORED)
        _, g_y_hat = backward(CrossEntropy(), [y, y_hat], loss, np.array(1.0), "CrossEntropy.backward")
        slope = of_shape(g_y_hat, (rows, 3), "CrossEntropy.backward: g_y_hat")
        want = np.tile([0.0, -1 / FLOOR / rows, 0.0], (rows, 1))
        close(slope, want, f"CrossEntropy.backward {labels}: g_y_hat", rtol=1e-6, batch=rows)


@pytest.mark.in_place
@weight(0.5)
@number("7.6")
def test_cross_entropy_keeps_its_arguments(rng: np.random.Generator) -> None:
    """CrossEntropy: arguments are not modified, and labels get a gradient of zeros"""
    y, y_hat = oracles.one_hot(rng, 3, 4), oracles.probabilities(rng, 3, 4)
    y_hat[0] = y[0]
    kept = y.copy(), y_hat.copy()
    loss = np.array(oracles.cross_entropy(y, np.maximum(y_hat, 1e-300)))
    right, slope = loss.copy(), -y / np.where(y == 1, y_hat, 1.0) / 3
    module = CrossEntropy()
    with needs("7.1", "7.2"):
        forward = module.forward(y, y_hat)
        g_y, g_y_hat = gradients(module.backward([y, y_hat], loss, np.array(1.0)), 2, "CrossEntropy.backward")
    unchanged(y, kept[0], "CrossEntropy: y")
    unchanged(y_hat, kept[1], "CrossEntropy: y_hat")
    with needs("7.1", "7.2"):
        close(forward, right, "CrossEntropy.forward", rtol=DRAWN, batch=3)
        close(g_y_hat, slope, "CrossEntropy.backward: g_y_hat", rtol=DRAWN, batch=3)
    if g_y is not None:  # neither None nor the true gradient is what the docstring asks for, but they do no harm
        answer, true = of_shape(g_y, (3, 4), "CrossEntropy.backward: g_y"), -np.log(np.maximum(kept[1], 1e-12)) / 3
        if not np.allclose(answer[kept[1] > 0], true[kept[1] > 0]):
            close(g_y, np.zeros((3, 4)), "CrossEntropy.backward: g_y")
