"""A sum over the batch where a mean is asked.

With a sum, the best learning rate depends on the size of the batch.
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
        return -(y * np.log(np.maximum(y_hat, PROBABILITY_FLOOR))).sum()
        # END SOLUTION
