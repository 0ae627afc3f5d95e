"""The distances of a single point lose an axis.

A single point is a row, too. squeeze drops every axis of length 1; leave the shape as it is.
"""

import torch

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_of_random_points",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    squares_x, squares_y = (x * x).sum(dim=1), (y * y).sum(dim=1)
    distances = squares_x[:, None] + squares_y[None, :] - 2 * x @ y.T
    return torch.clamp(distances, min=0).squeeze()
    # END SOLUTION
