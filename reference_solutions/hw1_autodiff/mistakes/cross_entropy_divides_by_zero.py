"""A division by 0.

0 / 0 is not a number, and it appears wherever a class is absent and predicted to be. The floor holds in backward too.
"""

import numpy as np

REGION = "CrossEntropy.backward"
CAUGHT_BY = [
    "test_cross_entropy_ignores_zeros_where_the_label_is_not",
    "test_cross_entropy_of_an_impossible_label_is_finite",
]


class CrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION CrossEntropy.backward
        y, y_hat = in_tensors
        return np.zeros_like(y), -g_b * y / y_hat / len(y)
        # END SOLUTION
