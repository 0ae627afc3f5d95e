"""A loop over the units.

The rows of omega need no loop: one matrix product works out all units of all examples at once.
"""

import numpy as np

REGION = "Linear.forward"
CAUGHT_BY = [
    "test_linear_is_vectorised",
]


class Linear:
    def forward(self, a, omega, beta):
        # BEGIN SOLUTION Linear.forward
        return np.stack([a @ omega[unit] + beta[unit] for unit in range(len(beta))], axis=1)
        # END SOLUTION
