"""The product of x and y is subtracted once instead of twice.

Multiply (x - y)^2 out for two numbers: how often does x y occur?
"""

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_of_three_points_to_two",
    "test_squared_distances_of_random_points",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    squares_x, squares_y = x.square().sum(dim=1), y.square().sum(dim=1)
    return (squares_x[:, None] + squares_y[None, :] - x @ y.T).clamp_min(0)
    # END SOLUTION
