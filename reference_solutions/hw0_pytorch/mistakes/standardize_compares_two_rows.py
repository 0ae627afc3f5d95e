"""A column counts as constant if its first and its last entry are equal.

Constant means that all entries are equal. Compare the whole column with one of them.
"""

import math

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    std = x.std(0, unbiased=False)
    std[x[0] == x[-1]] = math.inf
    return (x - x.mean(0)) / std
    # END SOLUTION
