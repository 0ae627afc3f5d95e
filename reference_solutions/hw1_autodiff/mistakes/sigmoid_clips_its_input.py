"""Inputs below -30 count as -30.

sigmoid(-40) is 4e-18, and sigmoid(-30) is 20,000 times as large. exp of a number that is not positive never
overflows.
"""

import numpy as np

REGION = "Sigmoid.forward"
CAUGHT_BY = [
    "test_sigmoid_is_stable",
]


class Sigmoid:
    def forward(self, a):
        # BEGIN SOLUTION Sigmoid.forward
        return 1 / (1 + np.exp(-np.clip(a, -30, 30)))
        # END SOLUTION
