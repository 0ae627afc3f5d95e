"""A row without any step is divided by 0.

Such a row must be 0, but 0 / 0 is nan. What may its sum, which is 0 already, be divided by instead?
"""

import torch

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_no_steps_and_of_all_steps",
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    steps = mask[:, :, None]
    return torch.where(steps, x, 0.0).sum(dim=1) / steps.sum(dim=1)
    # END SOLUTION
