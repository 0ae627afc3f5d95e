"""A loop over the features.

One feature at a time keeps the array small, but it is a Python loop still. One matrix product goes over the features
by itself.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_without_loop_or_large_array",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    out = torch.zeros(len(x), len(y))
    for d in range(x.shape[1]):
        out += (x[:, None, d] - y[None, :, d]) ** 2
    return out
    # END SOLUTION
