"""The gradient of a batch of one row loses an axis.

A batch of one row is a batch, too. squeeze drops every axis of length 1; leave the shape as it is.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.backward"
CAUGHT_BY = [
    "test_cross_entropy_gradient",
]


class CrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION CrossEntropy.backward
        y, y_hat = in_tensors
        return np.zeros_like(y), np.squeeze(-g_b * y / np.maximum(y_hat, PROBABILITY_FLOOR) / len(y))
        # END SOLUTION
