"""The gradient of the weights is collected example by example.

The sum over examples of outer products is one matrix product. A loop in Python takes a thousand times as long on a
large batch.
"""

import numpy as np

REGION = "Linear.backward"
CAUGHT_BY = [
    "test_linear_is_vectorised",
]


class Linear:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Linear.backward
        a, omega, _ = in_tensors
        g_omega = np.zeros_like(omega)
        for row, g in zip(a, g_b, strict=True):
            g_omega += np.outer(g, row)
        return g_b @ omega, g_omega, g_b.sum(axis=0)
        # END SOLUTION
