"""The logarithm of 0 is taken, and replaced afterwards.

torch.where chooses a value, but the gradient flows through both, and that of log at 0 is infinite: 0 times
infinity is nan. Never form the probability.
"""

import torch

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_gradient",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    p = torch.softmax(logits, dim=1)
    safe = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    logp = torch.where(p > 0, torch.log(p), safe)
    return logp[torch.arange(len(y)), y]
    # END SOLUTION
