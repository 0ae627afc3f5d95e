"""The mean is over all entries.

np.mean of the (B, C) array divides by B times C. The loss is a mean over the B rows of a sum over the C classes.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.forward"
CAUGHT_BY = [
    "test_cross_entropy_is_the_mean_over_rows",
    "test_cross_entropy_gradient",
]


class CrossEntropy:
    def forward(self, y, y_hat):
        # BEGIN SOLUTION CrossEntropy.forward
        return -(y * np.log(np.maximum(y_hat, PROBABILITY_FLOOR))).mean()
        # END SOLUTION
