"""A deviation below 1e-3 counts as 0.

Whether numbers are small depends on their unit: in kilometres, a column of millimetres is 1e-6. A column is constant
when its entries are equal.
"""

import torch

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    deviation = centred.square().mean(dim=0).sqrt()
    return torch.where(deviation < 1e-3, torch.zeros_like(x), centred / deviation)
    # END SOLUTION
