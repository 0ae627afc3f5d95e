"""The points are moved to the origin in place.

x -= ... changes the caller's tensor. x = x - ... makes a new one.
"""

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_of_random_points",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    centre = y.mean(dim=0)
    x -= centre
    y = y - centre
    return (x.square().sum(1)[:, None] + y.square().sum(1) - 2 * x @ y.T).clamp_min(0)
    # END SOLUTION
