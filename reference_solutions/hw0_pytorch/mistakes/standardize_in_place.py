"""The mean is subtracted in place.

x -= ... changes the caller's data. x = x - ... makes a new tensor.
"""

import math

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    constant = (x == x[0]).all(dim=0)
    x -= x.mean(dim=0)
    return x / x.square().mean(dim=0).sqrt().masked_fill(constant, math.inf)
    # END SOLUTION
