"""The gradient goes through all pairs of classes, one number at a time.

That is the Jacobian still, entry by entry: C x C steps for each row. Multiply the formula out first.
"""

import numpy as np

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_backward_builds_no_jacobian",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        g_a = np.zeros_like(b)
        for place in np.ndindex(b.shape[:-1]):
            row, g = b[place].tolist(), g_b[place].tolist()
            for i in range(len(row)):
                g_a[(*place, i)] = sum(row[i] * ((i == j) - row[j]) * g[j] for j in range(len(row)))
        return (g_a,)
        # END SOLUTION
