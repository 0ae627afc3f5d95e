"""Distances below a fixed number count as 0.

Points may be small numbers, and then all their distances are. Only what is below 0 comes from rounding for sure.
"""

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_of_random_points",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    d = (x**2).sum(1, keepdim=True) + (y**2).sum(1) - 2 * x @ y.T
    d[d < 1e-4] = 0
    return d
    # END SOLUTION
