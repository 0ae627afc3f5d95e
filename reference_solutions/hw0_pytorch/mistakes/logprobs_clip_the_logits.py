"""Logits are clipped to -1000 and 1000.

No logit is too large if the largest one is subtracted first, and clipping makes large ones equal.
"""

from torch.nn import functional as F

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_are_stable",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return F.log_softmax(logits.clamp(-1000, 1000), dim=1).gather(1, y[:, None]).squeeze(1)
    # END SOLUTION
