"""The distances themselves instead of their squares.

The square root is not asked for. Without it the function is cheaper, and its derivative is finite where two points
meet.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_of_three_points_to_two",
    "test_squared_distances_of_random_points",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    return torch.cdist(x, y)
    # END SOLUTION
