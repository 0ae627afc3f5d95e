"""Piece 5: Linear, for a batch of two examples with three inputs and two outputs."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import Linear
from checking import backward, close


def layer() -> list[np.ndarray]:
    """a, omega and beta; their b is [[8, 24], [9, 19]]."""
    a = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]])
    omega = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
    return [a, omega, np.array([10.0, 20.0])]


@weight(1)
@number("5.1")
def test_linear_forward_on_two_rows() -> None:
    """Linear.forward: values for a batch of two rows"""
    close(Linear().forward(*layer()), [[8.0, 24.0], [9.0, 19.0]], "Linear.forward: b")


@weight(1.5)
@number("5.2")
def test_linear_backward_on_two_rows() -> None:
    """Linear.backward: the three gradients for a batch of two rows"""
    b, g_b = np.array([[8.0, 24.0], [9.0, 19.0]]), np.array([[1.0, 2.0], [3.0, -1.0]])
    g_a, g_omega, g_beta = backward(Linear(), layer(), b, g_b, "Linear.backward")
    close(g_a, [[5.0, 2.0, -1.0], [1.0, -1.0, -3.0]], "Linear.backward: g_a")
    close(g_omega, [[1.0, -1.0, 6.0], [2.0, 5.0, 5.0]], "Linear.backward: g_omega", batch=2)
    close(g_beta, [4.0, 1.0], "Linear.backward: g_beta", batch=2)


@weight(0.5)
@number("5.3")
def test_linear_gradients_of_a_repeated_example_add_up() -> None:
    """Linear.backward: an example that is in the batch three times counts three times in g_omega and g_beta"""
    a, omega, beta = layer()
    b, g_b = np.array([[8.0, 24.0]] * 3), np.array([[1.0, 2.0]] * 3)
    _, g_omega, g_beta = backward(Linear(), [a[[0, 0, 0]], omega, beta], b, g_b, "Linear.backward")
    close(g_omega, [[3.0, 6.0, 9.0], [6.0, 12.0, 18.0]], "Linear.backward: g_omega", batch=3)
    close(g_beta, [3.0, 6.0], "Linear.backward: g_beta", batch=3)
