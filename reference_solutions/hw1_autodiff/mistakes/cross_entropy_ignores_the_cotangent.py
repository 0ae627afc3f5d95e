"""The cotangent is not used.

g_b is 1 when the loss is the last node, so this looks right until somebody adds two losses or scales one.
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
        return np.zeros_like(y), -y / np.maximum(y_hat, PROBABILITY_FLOOR) / len(y)
        # END SOLUTION
