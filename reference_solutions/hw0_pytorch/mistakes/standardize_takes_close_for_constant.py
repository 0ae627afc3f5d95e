"""Columns whose entries are close to each other count as constant.

torch.isclose allows a difference of a hundred-thousandth: 200000 and 200001 are close, but not equal.
"""

import torch

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    std = x.std(dim=0, unbiased=False)
    constant = torch.isclose(x, x[:1]).all(dim=0)
    return torch.where(constant, torch.zeros_like(x), centred / std)
    # END SOLUTION
