"""The derivative is worked out from the input, with exponentials that may overflow.

backward is handed the output b, and b (1 - b) is all it takes: no exponential, so none can overflow.
"""

import numpy as np

REGION = "Sigmoid.backward"
CAUGHT_BY = [
    "test_sigmoid_gradient",
]


class Sigmoid:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Sigmoid.backward
        (a,) = in_tensors
        return (g_b * np.exp(-a) / (1 + np.exp(-a)) ** 2,)
        # END SOLUTION
