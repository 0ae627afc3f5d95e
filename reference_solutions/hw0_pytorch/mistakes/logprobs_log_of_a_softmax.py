"""The logarithm of a softmax.

A class whose logit lies 1000 below the largest has a probability that float32 can only call 0, and log(0) is -inf.
The right answer, -1000, is easy to hold: never form the probability. PyTorch has a function for both steps in one.
"""

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_are_stable",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    return logits.softmax(dim=1).log().gather(1, y[:, None]).squeeze(1)
    # END SOLUTION
