"""A loop over rows, which a number does not have.

The input may have any shape, () too. NumPy's functions take it as it is.
"""

import numpy as np

REGION = "Sigmoid.forward"
CAUGHT_BY = [
    "test_sigmoid_gradient",
]


class Sigmoid:
    def forward(self, a):
        # BEGIN SOLUTION Sigmoid.forward
        out = np.empty_like(a)
        for i in range(len(a)):
            e = np.exp(-np.abs(a[i]))
            out[i] = np.where(a[i] >= 0, 1, e) / (1 + e)
        return out
        # END SOLUTION
