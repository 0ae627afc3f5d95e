"""Piece 6: Softmax."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import Softmax
from checking import backward, close, of_shape


@weight(1)
@number("6.1")
def test_softmax_forward_on_two_rows() -> None:
    """Softmax.forward: values for two rows"""
    a = np.log([[1.0, 2.0, 5.0], [4.0, 4.0, 2.0]])
    close(Softmax().forward(a), [[0.125, 0.25, 0.625], [0.4, 0.4, 0.2]], "Softmax.forward: b")


@weight(1)
@number("6.2")
def test_softmax_rows_sum_to_one_and_ignore_a_shift() -> None:
    """Softmax.forward: rows sum to 1, and adding a number to a row changes nothing, for any number of axes"""
    a = np.linspace(-2.0, 3.0, 12).reshape(2, 2, 3)
    shifted = a + np.array([[[1.0], [-2.0]], [[0.0], [3.0]]])
    b = of_shape(Softmax().forward(a), (2, 2, 3), "Softmax.forward of an array with three axes: b")
    close(b.sum(axis=-1), np.ones((2, 2)), "Softmax.forward: b.sum(axis=-1)")
    close(Softmax().forward(shifted), b, "Softmax.forward of shifted rows, compared with the rows themselves: b")


@weight(1)
@number("6.3")
def test_softmax_backward_on_two_rows() -> None:
    """Softmax.backward: values for two rows"""
    a = np.log([[1.0, 2.0, 5.0], [4.0, 4.0, 2.0]])
    b = np.array([[0.125, 0.25, 0.625], [0.4, 0.4, 0.2]])
    g_b = np.array([[8.0, 0.0, 0.0], [1.0, 2.0, -1.0]])
    (g_a,) = backward(Softmax(), [a], b, g_b, "Softmax.backward")
    close(g_a, [[0.875, -0.25, -0.625], [0.0, 0.4, -0.4]], "Softmax.backward: g_a")
