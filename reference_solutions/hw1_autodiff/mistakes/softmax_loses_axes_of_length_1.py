"""The softmax of a batch of one row loses an axis.

A batch of one row is a batch, too. squeeze drops every axis of length 1; leave the shape as it is.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_value",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(a - a.max(axis=-1, keepdims=True))
        return np.squeeze(e / e.sum(axis=-1, keepdims=True))
        # END SOLUTION
