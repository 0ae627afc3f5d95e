"""Only the diagonal of the distances is set to 0.

Equal points may lie anywhere in x and y, and rounding makes any of their distances slightly negative. Look at all
entries.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_are_never_negative",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    d = (x**2).sum(1, keepdim=True) + (y**2).sum(1) - 2 * x @ y.T
    if torch.equal(x, y):
        d.fill_diagonal_(0)
    return d
    # END SOLUTION
