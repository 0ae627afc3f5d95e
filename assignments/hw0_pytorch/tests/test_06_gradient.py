"""Piece 6: gradient."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand
from drivers import gradient_of


@weight(0.5)
@number("6.1")
def test_gradient_of_a_weighted_sum_of_squares() -> None:
    """gradient: values for f(z) = sum(w z^2), whose gradient is 2 w z"""
    w, x = np.array([1.0, -2.0, 3.0], dtype=np.float32), np.array([5.0, 6.0, -7.0], dtype=np.float32)
    close_by_hand(gradient_of("square", w, x)["result"], [10.0, -24.0, -42.0], "gradient(f, x)")
