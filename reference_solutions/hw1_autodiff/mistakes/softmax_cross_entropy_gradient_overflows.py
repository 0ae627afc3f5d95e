"""exp overflows in the gradient.

forward is stable, but backward forms a softmax of its own, which needs the same care.
"""

import numpy as np

REGION = "SoftmaxCrossEntropy.backward"
CAUGHT_BY = [
    "test_softmax_cross_entropy_backward_is_stable",
]


class SoftmaxCrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION SoftmaxCrossEntropy.backward
        y, a = in_tensors
        return np.zeros_like(y), g_b * (np.exp(a) / np.exp(a).sum(axis=1, keepdims=True) - y) / len(y)
        # END SOLUTION
