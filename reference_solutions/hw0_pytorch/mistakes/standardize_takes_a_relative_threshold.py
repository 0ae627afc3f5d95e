"""Columns whose deviation is small beside their mean count as constant.

Numbers around 1000000 may well differ by 1 only. Ask the data: is every entry equal to the first one?
"""

import torch

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    mean = x.mean(0)
    std = x.std(0, unbiased=False)
    ok = std > 1e-5 * mean.abs()
    return torch.where(ok, (x - mean) / std, 0.0)
    # END SOLUTION
