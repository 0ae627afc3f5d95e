"""Piece 3: one_hot."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand
from drivers import call


@weight(0.75)
@number("3.1")
def test_one_hot_of_a_vector_and_a_matrix_of_ids() -> None:
    """one_hot: values for ids of shape (3,) and (1, 2)"""
    want = [[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]
    close_by_hand(call("one_hot", np.array([2, 0, 1]), 4), want, "one_hot([2, 0, 1], 4)")
    close_by_hand(call("one_hot", np.array([[1, 0]]), 2), [[[0.0, 1.0], [1.0, 0.0]]], "one_hot([[1, 0]], 2)")
