"""A constant column is recognised by a deviation of exactly 0.

The mean of seven times 0.1 is not always 0.1 in float32, so the deviation of a constant column can be 1e-8 instead of
0, and 1e-8 / 1e-8 is 1. How can you tell from x itself that a column is constant?
"""

import torch

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_columns_that_are_constant_up_to_rounding",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    deviation = centred.square().mean(dim=0).sqrt()
    return torch.where(deviation == 0, 0.0, centred / deviation)
    # END SOLUTION
