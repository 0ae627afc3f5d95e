"""The value is right, and exp overflows on the way.

np.where works out both branches for all entries and then chooses. The warning comes from the branch that is not used:
make its argument harmless first.
"""

import numpy as np

REGION = "Tanh.forward"
CAUGHT_BY = [
    "test_activations_keep_their_arguments_and_tanh_is_stable",
]


class Tanh:
    def forward(self, a):
        # BEGIN SOLUTION Tanh.forward
        return np.where(a > 0, 1 - 2 / (np.exp(2 * a) + 1), 2 / (np.exp(-2 * a) + 1) - 1)
        # END SOLUTION
