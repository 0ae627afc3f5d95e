"""Piece 2: standardize."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand
from drivers import call


@weight(0.5)
@number("2.1")
def test_standardize_two_columns() -> None:
    """standardize: values for two columns

    The first column is 3 +- 2, the second 10, 20 and their mean.
    """
    x = np.array([[1.0, 10.0], [5.0, 20.0], [1.0, 15.0], [5.0, 15.0]], dtype=np.float32)
    root = np.sqrt(2.0)  # the second column's variance is (25 + 25 + 0 + 0) / 4
    want = [[-1.0, -root], [1.0, root], [-1.0, 0.0], [1.0, 0.0]]
    close_by_hand(call("standardize", x), want, "standardize(x)", rtol=1e-4)


@weight(0.5)
@number("2.2")
def test_standardize_turns_a_constant_column_into_zeros() -> None:
    """standardize: a constant column becomes 0, and its neighbour is standardized as ever"""
    x = np.array([[7.0, 1.0], [7.0, 3.0]], dtype=np.float32)
    close_by_hand(call("standardize", x), [[0.0, -1.0], [0.0, 1.0]], "standardize([[7, 1], [7, 3]])", rtol=1e-4)
