"""The logarithm of a probability.

The probability of an unlikely class underflows to 0 before its logarithm is taken. The point of fusing the two is that
log softmax(a) = a - logsumexp(a) needs no probability at all.
"""

import numpy as np

from autodiff import PROBABILITY_FLOOR

REGION = "SoftmaxCrossEntropy.forward"
CAUGHT_BY = [
    "test_softmax_cross_entropy_forward_is_stable",
]


class SoftmaxCrossEntropy:
    def forward(self, y, a):
        # BEGIN SOLUTION SoftmaxCrossEntropy.forward
        e = np.exp(a - a.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        return -(y * np.log(np.maximum(p, PROBABILITY_FLOOR))).sum(axis=1).mean()
        # END SOLUTION
