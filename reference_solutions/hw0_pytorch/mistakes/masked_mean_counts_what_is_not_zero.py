"""Entries that are 0 are not counted.

A real step may hold zeros. The mask says how many steps there are.
"""

import torch

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    clean = torch.where(mask[..., None], x, torch.zeros_like(x))
    count = (clean != 0).sum(1).clamp(min=1)
    return clean.sum(1) / count
    # END SOLUTION
