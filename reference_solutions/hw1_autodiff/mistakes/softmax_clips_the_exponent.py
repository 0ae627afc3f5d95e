"""Logits more than 30 below the largest count as 30 below it.

exp of a large negative number is 0, and does no harm. Leave the clipping out.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_is_stable_row_by_row",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(np.clip(a - a.max(axis=-1, keepdims=True), -30, 0))
        return e / e.sum(axis=-1, keepdims=True)
        # END SOLUTION
