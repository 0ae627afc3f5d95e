"""The floor is used in forward only.

The gradient divides by the probability. Where that is below PROBABILITY_FLOOR, forward took PROBABILITY_FLOOR in its
place, and so must backward.
"""

import numpy as np

REGION = "CrossEntropy.backward"
CAUGHT_BY = [
    "test_cross_entropy_of_an_impossible_label_is_finite",
]


class CrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION CrossEntropy.backward
        y, y_hat = in_tensors
        return np.zeros_like(y), -g_b * y / np.maximum(y_hat, np.finfo(float).tiny) / len(y)
        # END SOLUTION
