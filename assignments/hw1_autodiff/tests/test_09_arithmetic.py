"""Piece 9: Add, Mul, Sum and unbroadcast."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import Add, Mul, Sum, unbroadcast
from checking import backward, close


@weight(1)
@number("9.1")
def test_add_on_a_matrix_and_a_row() -> None:
    """Add: value and gradients of a matrix plus a row"""
    a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0])
    out = np.array([[11.0, 22.0], [13.0, 24.0]])
    close(Add().forward(a, b), out, "Add.forward: out")
    g_a, g_b = backward(Add(), [a, b], out, np.array([[1.0, 2.0], [3.0, -7.0]]), "Add.backward")
    close(g_a, [[1.0, 2.0], [3.0, -7.0]], "Add.backward for a matrix and a row: g_a")
    close(g_b, [4.0, -5.0], "Add.backward for a matrix and a row: g_b")


@weight(1)
@number("9.2")
def test_mul_on_a_matrix_and_a_column() -> None:
    """Mul: value and gradients of a matrix times a column"""
    a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0], [-1.0]])
    out = np.array([[10.0, 20.0], [-3.0, -4.0]])
    close(Mul().forward(a, b), out, "Mul.forward: out")
    g_a, g_b = backward(Mul(), [a, b], out, np.array([[1.0, 2.0], [3.0, -1.0]]), "Mul.backward")
    close(g_a, [[10.0, 20.0], [-3.0, 1.0]], "Mul.backward for a matrix and a column: g_a")
    close(g_b, [[5.0], [5.0]], "Mul.backward for a matrix and a column: g_b")


@weight(0.5)
@number("9.3")
def test_sum_of_a_matrix() -> None:
    """Sum: value and gradient for a matrix"""
    a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]])
    close(Sum().forward(a), 9.0, "Sum.forward: out")
    (g_a,) = backward(Sum(), [a], np.array(9.0), np.array(-2.0), "Sum.backward")
    close(g_a, [[-2.0, -2.0, -2.0], [-2.0, -2.0, -2.0]], "Sum.backward with g = -2: g_a")


@weight(1)
@number("9.4")
def test_unbroadcast_sums_over_added_and_stretched_axes() -> None:
    """unbroadcast: a matrix to a row, to a column, to a number, and to itself"""
    g = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    close(unbroadcast(g, (3,)), [11.0, 22.0, 33.0], "unbroadcast(g, (3,)) for g of shape (2, 3): result")
    close(unbroadcast(g, (2, 1)), [[6.0], [60.0]], "unbroadcast(g, (2, 1)) for g of shape (2, 3): result")
    close(unbroadcast(g, ()), 66.0, "unbroadcast(g, ()) for g of shape (2, 3): result")
    close(
        unbroadcast(g, (2, 3)),
        [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]],
        "unbroadcast(g, (2, 3)) for g of shape (2, 3): result",
    )
