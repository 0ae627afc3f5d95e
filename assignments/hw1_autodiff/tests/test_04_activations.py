"""Piece 4: Sigmoid and Tanh."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import Sigmoid, Tanh
from checking import backward, close


@weight(1)
@number("4.1")
def test_sigmoid_forward_and_backward_on_three_numbers() -> None:
    """Sigmoid: values of forward and backward, and sigmoid(-a) = 1 - sigmoid(a)"""
    a = np.array([[0.0, np.log(2.0), -np.log(2.0)]])
    b = np.array([[1 / 2, 2 / 3, 1 / 3]])  # exp(-log 2) = 1/2
    close(Sigmoid().forward(a), b, "Sigmoid.forward([[0, log 2, -log 2]])")
    (g_a,) = backward(Sigmoid(), [a], b, np.array([[1.0, 9.0, -18.0]]), "Sigmoid.backward")
    close(g_a, [[0.25, 2.0, -4.0]], "Sigmoid.backward with b = [[1/2, 2/3, 1/3]], g_b = [[1, 9, -18]]: g_a")


@weight(1)
@number("4.2")
def test_tanh_forward_and_backward_on_three_numbers() -> None:
    """Tanh: values of forward and backward, and tanh(-a) = -tanh(a)"""
    a = np.array([[0.0, np.log(2.0), -np.log(2.0)]])
    b = np.array([[0.0, 0.6, -0.6]])  # (2 - 1/2) / (2 + 1/2) = 0.6
    close(Tanh().forward(a), b, "Tanh.forward([[0, log 2, -log 2]])")
    (g_a,) = backward(Tanh(), [a], b, np.array([[3.0, 10.0, -100.0]]), "Tanh.backward")
    close(g_a, [[3.0, 6.4, -64.0]], "Tanh.backward with b = [[0, 0.6, -0.6]], g_b = [[3, 10, -100]]: g_a")
