"""The last axis is dropped if there is one class only.

The result has the shape (..., n), also for n = 1. Leave squeeze out.
"""

from torch.nn import functional as F

REGION = "one_hot"
CAUGHT_BY = [
    "test_one_hot_has_n_classes_even_if_few_occur",
]


def one_hot(ids, n):
    # BEGIN SOLUTION one_hot
    return F.one_hot(ids, n).float().squeeze(-1)
    # END SOLUTION
