"""The gradient treats probabilities below 1e-9 as the floor.

Value and gradient have one floor, PROBABILITY_FLOOR, and above it a probability counts as what it is.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.backward"
CAUGHT_BY = [
    "test_cross_entropy_of_an_impossible_label_is_finite",
]


class CrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION CrossEntropy.backward
        y, y_hat = in_tensors
        return np.zeros_like(y), -g_b * y / np.where(y_hat < 1e-9, PROBABILITY_FLOOR, y_hat) / len(y)
        # END SOLUTION
