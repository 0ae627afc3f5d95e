"""The 1/B of the mean is missing in the gradient.

If the value is a mean over B rows, so is each of its derivatives.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.backward"
CAUGHT_BY = [
    "test_cross_entropy_backward_on_two_rows",
    "test_cross_entropy_gradient",
]


class CrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION CrossEntropy.backward
        y, y_hat = in_tensors
        return np.zeros_like(y), -g_b * y / np.maximum(y_hat, PROBABILITY_FLOOR)
        # END SOLUTION
