"""Exponentials are taken in float32.

All arrays hold float64 here. Half of the digits are lost on the way, and turning the result back into float64 brings
none of them back.
"""

import numpy as np

REGION = "Softmax.forward"
CAUGHT_BY = [
    "test_softmax_value",
]


class Softmax:
    def forward(self, a):
        # BEGIN SOLUTION Softmax.forward
        e = np.exp((a - a.max(axis=-1, keepdims=True)).astype(np.float32))
        return (e / e.sum(axis=-1, keepdims=True)).astype(np.float64)
        # END SOLUTION
