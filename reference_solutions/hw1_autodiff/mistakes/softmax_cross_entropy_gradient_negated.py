"""The gradient has the wrong sign.

Raising the logit of the right class lowers the loss, so its gradient is negative: prediction minus label.
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
        return np.zeros_like(y), g_b * (y - e / e.sum(axis=1, keepdims=True)) / len(y)
        # END SOLUTION
