"""The largest logit is subtracted in place.

The shift is right, but logits -= ... changes the caller's tensor.
"""

import torch

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_of_random_logits",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    logits -= logits.max(dim=1, keepdim=True).values
    return logits[torch.arange(len(y)), y] - logits.exp().sum(dim=1).log()
    # END SOLUTION
