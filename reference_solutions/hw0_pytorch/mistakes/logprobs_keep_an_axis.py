"""The result has shape (N, 1) instead of (N,).

gather returns what its index looks like. The axis of length 1 does no harm here, but subtract a vector of shape (N,)
from it, and broadcasting gives (N, N) without a word.
"""

from torch.nn import functional as F

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_of_two_rows",
    "test_true_logprobs_of_random_logits",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return F.log_softmax(logits, dim=1).gather(1, y[:, None])
    # END SOLUTION
