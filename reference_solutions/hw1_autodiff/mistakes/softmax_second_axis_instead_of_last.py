"""axis=1 is the last axis of a matrix only.

The softmax of a vector, or of an array with three axes, is over the last axis too: that is axis=-1.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_rows_sum_to_one_and_ignore_a_shift",
    "test_softmax_value",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(a - a.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
        # END SOLUTION
