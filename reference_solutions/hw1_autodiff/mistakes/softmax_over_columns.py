"""The columns sum to one.

Each row is one example, and its C classes share a probability of 1: sum over the last axis.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_forward_on_two_rows",
    "test_softmax_rows_sum_to_one_and_ignore_a_shift",
    "test_softmax_value",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(a - a.max(axis=0))
        return e / e.sum(axis=0)
        # END SOLUTION
