"""Piece 1: RNNCell, with two inputs and three numbers of state."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, equal
from drivers import cell_step, shapes

CELL = {
    "W_xh": np.array([[1.0, 0.0], [0.0, -1.0], [0.5, 0.5]], dtype=np.float32),
    "W_hh": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [0.5, 0.0, 0.0]], dtype=np.float32),
    "b_h": np.array([0.1, -0.2, 0.0], dtype=np.float32),
}


@weight(1)
@number("1.1")
def test_cell_registers_its_three_parameters() -> None:
    """RNNCell.__init__: W_xh (H, X), W_hh (H, H) and b_h (H,) are parameters that an optimizer will find"""
    want = {"W_xh": (3, 2), "W_hh": (3, 3), "b_h": (3,)}
    equal(shapes("RNNCell", 2, 3), want, "the shapes of RNNCell(2, 3).named_parameters()")


@weight(1.5)
@number("1.2")
def test_cell_on_two_rows() -> None:
    """RNNCell.forward: values for a batch of two rows, worked out by hand"""
    x = np.array([[0.4, 0.2], [-0.6, 0.8]], dtype=np.float32)
    h = np.array([[0.5, -0.5, 0.1], [0.2, 0.3, -0.4]], dtype=np.float32)
    want = np.tanh([[0.0, -0.2, 0.55], [-0.2, -1.8, 0.2]])
    close_by_hand(cell_step(CELL, x, h)["h"], want, "RNNCell.forward: h_t")


@weight(1)
@number("1.3")
def test_cell_reads_the_state_through_the_rows_of_w_hh() -> None:
    """RNNCell.forward: with no input and no bias, a state that is the j-th unit vector gives tanh of W_hh's column j"""
    cell = {**CELL, "b_h": np.zeros(3, dtype=np.float32)}
    x, h = np.zeros((3, 2), dtype=np.float32), np.eye(3, dtype=np.float32)
    want = np.tanh(CELL["W_hh"].T)
    close_by_hand(cell_step(cell, x, h)["h"], want, "RNNCell.forward: h_t")
