"""Piece 7: CrossEntropy."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import CrossEntropy
from checking import backward, close


@weight(1)
@number("7.1")
def test_cross_entropy_is_the_mean_over_rows() -> None:
    """CrossEntropy.forward: the value for two rows, and the same value for each row taken twice"""
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    y_hat = np.array([[0.25, 0.25, 0.5], [0.5, 0.25, 0.25]])
    mean = 1.5 * np.log(2.0)  # of -log(1/4) and -log(1/2)
    close(CrossEntropy().forward(y, y_hat), mean, "CrossEntropy.forward: b", batch=2)
    twice = CrossEntropy().forward(y[[0, 1, 0, 1]], y_hat[[0, 1, 0, 1]])
    close(twice, mean, "CrossEntropy.forward with every row twice: b", batch=4)


@weight(1)
@number("7.2")
def test_cross_entropy_backward_on_two_rows() -> None:
    """CrossEntropy.backward: the gradient of y_hat for two rows"""
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    y_hat = np.array([[0.25, 0.25, 0.5], [0.5, 0.25, 0.25]])
    b, g_b = np.array(1.5 * np.log(2.0)), np.array(3.0)
    _, g_y_hat = backward(CrossEntropy(), [y, y_hat], b, g_b, "CrossEntropy.backward")
    close(g_y_hat, [[0.0, -6.0, 0.0], [-3.0, 0.0, 0.0]], "CrossEntropy.backward: g_y_hat", batch=2)
