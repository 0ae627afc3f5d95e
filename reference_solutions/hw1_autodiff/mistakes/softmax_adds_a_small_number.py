"""A small number is added to the sum.

After the largest entry of the row is subtracted, the sum is at least 1. Nothing need be added, and rows must sum
to 1.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_value",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(a - a.max(axis=-1, keepdims=True))
        return e / (e.sum(axis=-1, keepdims=True) + 1e-8)
        # END SOLUTION
