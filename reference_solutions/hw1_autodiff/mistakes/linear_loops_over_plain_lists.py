"""Loops over lists of Python's numbers.

a @ omega.T is all of these products and sums at once.
"""

import numpy as np

REGION = "Linear.forward"
CAUGHT_BY = [
    "test_linear_is_vectorised",
]


class Linear:
    def forward(self, a, omega, beta):
        # BEGIN SOLUTION Linear.forward
        A, W, c = a.tolist(), omega.tolist(), beta.tolist()
        out = []
        for row in A:
            out.append([sum(x * w for x, w in zip(row, unit, strict=True)) + k for unit, k in zip(W, c, strict=True)])
        return np.array(out)
        # END SOLUTION
