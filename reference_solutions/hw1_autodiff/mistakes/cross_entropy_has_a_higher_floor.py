"""Probabilities below 1e-7 count as 1e-7.

The floor is PROBABILITY_FLOOR. A higher one makes a model that is almost sure of a wrong class look better than it
is.
"""

import numpy as np

REGION = "CrossEntropy.forward"
CAUGHT_BY = [
    "test_cross_entropy_of_an_impossible_label_is_finite",
]


class CrossEntropy:
    def forward(self, y, y_hat):
        # BEGIN SOLUTION CrossEntropy.forward
        return -(y * np.log(np.maximum(y_hat, 1e-7))).sum() / len(y)
        # END SOLUTION
