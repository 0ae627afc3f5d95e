"""The sum of exponentials overflows.

exp(1000) is infinite in float32. Subtract from each row its largest logit first: the log-probabilities stay the same,
and no exponential is above 1.
"""

REGION = "true_logprobs"
CAUGHT_BY = [
    "test_true_logprobs_are_stable",
]


def true_logprobs(logits, y):
    # BEGIN SOLUTION true_logprobs
    partition = logits.exp().sum(dim=1).log()
    return logits.gather(1, y[:, None]).squeeze(1) - partition
    # END SOLUTION
