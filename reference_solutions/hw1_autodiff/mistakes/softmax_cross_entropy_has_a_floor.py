"""Probabilities are kept above a floor before the logarithm.

The loss on logits needs no probability and so no floor: log of the sum of exponentials, less the logit of the label.
With a floor, a label a thousand below the largest logit costs 27 instead of 1000.
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
        e = np.exp(a - a.max(axis=-1, keepdims=True))
        b = e / e.sum(axis=-1, keepdims=True)
        return -(y * np.log(np.maximum(b, PROBABILITY_FLOOR))).sum(axis=-1).mean()
        # END SOLUTION
