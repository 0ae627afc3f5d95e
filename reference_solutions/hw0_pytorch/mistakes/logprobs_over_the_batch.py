"""The softmax runs over the examples instead of the classes.

The probabilities of the classes must add up to 1 within each example. dim is the axis over which the sum is taken.
"""

from torch.nn import functional as F

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_of_two_rows",
    "test_true_logprobs_of_random_logits",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return F.log_softmax(logits, dim=0).gather(1, y[:, None]).squeeze(1)
    # END SOLUTION
