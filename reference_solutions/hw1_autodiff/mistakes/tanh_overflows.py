"""exp overflows.

exp(1000) / exp(1000) is inf / inf, which is not a number. NumPy has a tanh.
"""

import numpy as np

REGION = "Tanh.forward"
CAUGHT_BY = [
    "test_activations_keep_their_arguments_and_tanh_is_stable",
]


class Tanh:
    def forward(self, a):
        # BEGIN SOLUTION Tanh.forward
        return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))
        # END SOLUTION
