"""One maximum for the whole batch.

A row that lies 1000 below the largest entry of the batch then underflows to 0 / 0. Each row has its own maximum.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_is_stable_row_by_row",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(a - a.max())
        return e / e.sum(axis=-1, keepdims=True)
        # END SOLUTION
