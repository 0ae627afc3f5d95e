"""The logarithm of 0.

log(0) is -inf, and 0 times -inf is not a number: one class that is certainly absent spoils the whole loss. Floor the
probabilities as the docstring says.
"""

import numpy as np

REGION = "CrossEntropy.forward"
CAUGHT_BY = [
    "test_cross_entropy_ignores_zeros_where_the_label_is_not",
    "test_cross_entropy_of_an_impossible_label_is_finite",
]


class CrossEntropy:
    def forward(self, y, y_hat):
        # BEGIN SOLUTION CrossEntropy.forward
        return -(y * np.log(y_hat)).sum(axis=1).mean()
        # END SOLUTION
