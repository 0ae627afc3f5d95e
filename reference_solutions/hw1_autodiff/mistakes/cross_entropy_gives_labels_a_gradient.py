"""The labels get the gradient of the probabilities.

Each input has its own gradient, in the order of the inputs. Labels are data: theirs is an array of zeros.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.backward"
CAUGHT_BY = [
    "test_cross_entropy_keeps_its_arguments",
]


class CrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION CrossEntropy.backward
        y, y_hat = in_tensors
        g = -g_b * y / np.maximum(y_hat, PROBABILITY_FLOOR) / len(y)
        return g, g
        # END SOLUTION
