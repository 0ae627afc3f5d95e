"""exp overflows.

exp(1000) is infinite, and inf / inf is not a number. Adding a number to a whole row does not change its softmax: which
number makes the row harmless?
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_is_stable_row_by_row",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp(a)
        return e / e.sum(axis=-1, keepdims=True)
        # END SOLUTION
