"""A small number is added inside the logarithm.

After the largest logit is subtracted, the sum is at least 1. Nothing need be added.
"""

import numpy as np

REGION = "SoftmaxCrossEntropy.forward"
CAUGHT_BY = [
    "test_softmax_cross_entropy_value",
]


class SoftmaxCrossEntropy:
    def forward(self, y, a):
        # BEGIN SOLUTION SoftmaxCrossEntropy.forward
        s = a - a.max(axis=1, keepdims=True)
        return (np.log(np.exp(s).sum(axis=1) + 1e-8) - (y * s).sum(axis=1)).mean()
        # END SOLUTION
