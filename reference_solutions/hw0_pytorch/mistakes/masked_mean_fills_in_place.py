"""Masked steps are overwritten with 0 in x itself.

x[~mask] = 0 gets rid of nan, in the caller's tensor. Work on a clone, or use torch.where.
"""

import torch

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    with torch.no_grad():
        x[~mask] = 0
    return x.sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp_min(1)
    # END SOLUTION
