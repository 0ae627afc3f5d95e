"""A deviation above 1e-6 counts as a real one.

float32 has seven digits, so the computed mean of a constant 10,000 may be off by a thousandth. No fixed number tells
that from a real deviation.
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
    return torch.where(deviation < 1e-6, torch.zeros_like(x), centred / deviation)
    # END SOLUTION
