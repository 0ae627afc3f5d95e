"""exp of 2a overflows.

(exp(2a) - 1) / (exp(2a) + 1) is inf / inf for large a. Of two equal formulas one may overflow where the other does
not; and NumPy has a tanh.
"""

import numpy as np

REGION = "Tanh.forward"
CAUGHT_BY = [
    "test_activations_keep_their_arguments_and_tanh_is_stable",
]


class Tanh:
    def forward(self, a):
        # BEGIN SOLUTION Tanh.forward
        e = np.exp(2 * a)
        return (e - 1) / (e + 1)
        # END SOLUTION
