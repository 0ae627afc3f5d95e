"""Entries more than three deviations away are clipped.

Nothing says that large values are to be cut. With them the column has no unit deviation any more.
"""

import torch

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    constant = (x == x[0]).all(dim=0)
    z = (x - x.mean(dim=0)) / x.std(dim=0, unbiased=False)
    return torch.where(constant, 0.0, z).clamp(-3, 3)
    # END SOLUTION
