"""No gradient flows back to the logits.

detach, .data and torch.no_grad cut the result off from what it was computed from. A loss made of it trains nothing.
"""

from torch.nn import functional as F

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_gradient",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return F.log_softmax(logits.detach(), dim=1).gather(1, y[:, None]).squeeze(1)
    # END SOLUTION
