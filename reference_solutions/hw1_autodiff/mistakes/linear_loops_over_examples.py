"""A Python loop over the examples.

The numbers are right. One matrix product does the whole batch, some hundred times faster.
"""

import numpy as np

REGION = "Linear.forward"
CAUGHT_BY = [
    "test_linear_is_vectorised",
]


class Linear:
    def forward(self, a, omega, beta):
        # BEGIN SOLUTION Linear.forward
        return np.array([[row @ unit for unit in omega] for row in a]) + beta
        # END SOLUTION
