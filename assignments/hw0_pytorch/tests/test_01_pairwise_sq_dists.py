"""Piece 1: pairwise_sq_dists."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand
from drivers import call

X = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, -1.0]], dtype=np.float32)
Y = np.array([[0.0, 1.0], [3.0, 0.0]], dtype=np.float32)


@weight(0.5)
@number("1.1")
def test_squared_distances_of_three_points_to_two() -> None:
    """pairwise_sq_dists: values for three points and two points of the plane"""
    want = [[1.0, 9.0], [18.0, 16.0], [5.0, 5.0]]
    close_by_hand(call("pairwise_sq_dists", X, Y), want, "pairwise_sq_dists(x, y)", atol=1e-5)


@weight(0.5)
@number("1.2")
def test_squared_distances_the_other_way_round() -> None:
    """pairwise_sq_dists: exchanging x and y transposes the result, and a point has distance 0 from itself"""
    there, back = call("pairwise_sq_dists", X, Y), call("pairwise_sq_dists", Y, X)
    close_by_hand(
        back, np.transpose(there), "pairwise_sq_dists(y, x), compared with pairwise_sq_dists(x, y).T,", atol=1e-5
    )
    itself = call("pairwise_sq_dists", X, X)
    close_by_hand(np.diagonal(itself), np.zeros(3), "the diagonal of pairwise_sq_dists(x, x)", atol=1e-5)
