"""Probabilities are kept away from 1.

The logarithm of 1 is 0, and that is right. Only small probabilities have a floor.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.forward"
CAUGHT_BY = [
    "test_cross_entropy_ignores_zeros_where_the_label_is_not",
]


class CrossEntropy:
    def forward(self, y, y_hat):
        # BEGIN SOLUTION CrossEntropy.forward
        return -(y * np.log(np.clip(y_hat, PROBABILITY_FLOOR, 1 - 1e-7))).sum() / len(y)
        # END SOLUTION
