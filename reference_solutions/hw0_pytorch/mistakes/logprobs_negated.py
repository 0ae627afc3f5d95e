"""The loss instead of the log-probability.

Cross-entropy is *minus* the log-probability of the true class. No logarithm of a probability is above 0.
"""

from torch.nn import functional as F

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_of_two_rows",
    "test_true_logprobs_are_stable",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return F.cross_entropy(logits, y, reduction="none")
    # END SOLUTION
