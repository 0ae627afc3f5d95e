"""The sample deviation, with N - 1, instead of the population's.

Tensor.std divides by N - 1 unless it is told otherwise: look at its argument `correction`. The columns you return
must have a mean square of exactly 1.
"""

import math

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_two_columns",
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    constant = (x == x[0]).all(dim=0)
    return centred / x.std(dim=0).masked_fill(constant, math.inf)
    # END SOLUTION
