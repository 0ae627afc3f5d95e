"""exp overflows.

logsumexp(a) = m + logsumexp(a - m) for every m; with m the largest entry of the row, nothing can overflow.
"""

import numpy as np

REGION = "SoftmaxCrossEntropy.forward"
CAUGHT_BY = [
    "test_softmax_cross_entropy_forward_is_stable",
]


class SoftmaxCrossEntropy:
    def forward(self, y, a):
        # BEGIN SOLUTION SoftmaxCrossEntropy.forward
        return (np.log(np.exp(a).sum(axis=1)) - (y * a).sum(axis=1)).mean()
        # END SOLUTION
