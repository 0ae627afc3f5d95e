"""The 1/B of the mean is missing in the gradient.

If the value is a mean over B rows, so is each of its derivatives.
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
        return np.zeros_like(y), g_b * (e / e.sum(axis=1, keepdims=True) - y)
        # END SOLUTION
