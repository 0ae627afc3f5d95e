"""Only a probability of exactly 0 counts as PROBABILITY_FLOOR.

Smaller ones than PROBABILITY_FLOOR count as PROBABILITY_FLOOR as well: a label of probability 1e-20 costs no more than
one of probability 0.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "CrossEntropy.forward"
CAUGHT_BY = [
    "test_cross_entropy_of_an_impossible_label_is_finite",
]


class CrossEntropy:
    def forward(self, y, y_hat):
        # BEGIN SOLUTION CrossEntropy.forward
        return -(y * np.log(np.where(y_hat == 0, PROBABILITY_FLOOR, y_hat))).sum() / len(y)
        # END SOLUTION
