"""A Python loop over the points.

The numbers are right. One matrix product does the work of the whole loop, some hundred times faster.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_without_loop_or_large_array",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    return torch.stack([(row - y).square().sum(dim=1) for row in x])
    # END SOLUTION
