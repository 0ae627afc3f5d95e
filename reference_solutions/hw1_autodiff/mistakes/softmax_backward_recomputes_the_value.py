"""backward computes the softmax anew, without shifting.

The value b is handed to backward. Computed from the inputs again it needs the same care as in forward: exp overflows.
"""

import numpy as np

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_is_stable_row_by_row",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        e = np.exp(in_tensors[0])
        p = e / e.sum(axis=-1, keepdims=True)
        return (p * (g_b - (g_b * p).sum(axis=-1, keepdims=True)),)
        # END SOLUTION
