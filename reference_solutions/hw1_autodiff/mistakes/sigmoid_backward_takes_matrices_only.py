"""The gradient is worked out for matrices only.

Sigmoid works entry by entry, on arrays of any shape. Let NumPy go through the entries; then the number of axes does
not matter.
"""

import numpy as np

REGION = "Sigmoid.backward"
CAUGHT_BY = [
    "test_sigmoid_gradient",
]


class Sigmoid:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Sigmoid.backward
        rows, columns = b.shape
        g_a = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                g_a[i, j] = g_b[i, j] * b[i, j] * (1 - b[i, j])
        return (g_a,)
        # END SOLUTION
