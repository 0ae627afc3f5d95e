"""The variance is computed as the mean of the squares minus the square of the mean.

On paper that is the same. In float32 both are near 4,000,000 for a column around 2000, with seven digits each, and
their difference of about 1 has no right digit left. Subtract the mean first, then square.
"""

import math

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    variance = (x.square().mean(dim=0) - x.mean(dim=0).square()).clamp_min(0)
    constant = (x == x[0]).all(dim=0)
    return (x - x.mean(dim=0)) / variance.sqrt().masked_fill(constant, math.inf)
    # END SOLUTION
