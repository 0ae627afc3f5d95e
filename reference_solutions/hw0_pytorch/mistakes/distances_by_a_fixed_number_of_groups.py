"""A loop over a fixed number of groups of points.

Few turns are turns, too, and each fills a part of the array that is not wanted. Multiply the square out.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_without_loop_or_large_array",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    return torch.cat([((part[:, None] - y[None]) ** 2).sum(-1) for part in x.chunk(6)])
    # END SOLUTION
