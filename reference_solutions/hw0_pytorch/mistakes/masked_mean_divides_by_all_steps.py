"""The sum is divided by the number of all steps.

A mean over two steps is a sum over two steps divided by two, however long the row is with its padding.
"""

import torch

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_two_sequences",
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    return torch.where(mask[:, :, None], x, 0.0).mean(dim=1)
    # END SOLUTION
