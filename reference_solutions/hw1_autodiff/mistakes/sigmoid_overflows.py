"""exp overflows.

exp(1000) is infinite in floating point. It even happens to end in the right 0 here, but with a warning. For which sign
of a is exp(-a) dangerous, and what equal formula has exp(a) in it instead? Note that np.where evaluates both sides.
"""

import numpy as np

REGION = "Sigmoid.forward"
CAUGHT_BY = [
    "test_sigmoid_is_stable",
]


class Sigmoid:
    def forward(self, a):
        # BEGIN SOLUTION Sigmoid.forward
        return 1 / (1 + np.exp(-a))
        # END SOLUTION
