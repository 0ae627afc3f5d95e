"""The cotangent is not used.

g_b is 1 when the loss is the last node, so this looks right until somebody adds two losses or scales one.
"""

import numpy as np

REGION = "SoftmaxCrossEntropy.backward"
CAUGHT_BY = [
    "test_softmax_cross_entropy_backward_on_two_rows",
    "test_softmax_cross_entropy_gradient",
]


class SoftmaxCrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION SoftmaxCrossEntropy.backward
        y, a = in_tensors
        e = np.exp(a - a.max(axis=1, keepdims=True))
        return np.zeros_like(y), (e / e.sum(axis=1, keepdims=True) - y) / len(y)
        # END SOLUTION
