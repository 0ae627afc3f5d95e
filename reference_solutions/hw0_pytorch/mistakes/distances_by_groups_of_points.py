"""A loop over groups of points.

Groups keep the array small, but the loop stays. Multiply the square out: the middle term is one matrix product.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_without_loop_or_large_array",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    rows = []
    for part in x.split(16):
        rows.append(((part[:, None] - y[None]) ** 2).sum(-1))
    return torch.cat(rows)
    # END SOLUTION
