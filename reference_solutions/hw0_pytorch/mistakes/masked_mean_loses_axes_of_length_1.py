"""The mean of a single sequence loses an axis.

A single sequence is a batch, too. squeeze drops every axis of length 1; leave the shape as it is.
"""

import torch

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    steps = mask[:, :, None]
    total = torch.where(steps, x, 0.0).sum(dim=1)
    return (total / steps.sum(dim=1).clamp_min(1)).squeeze()
    # END SOLUTION
