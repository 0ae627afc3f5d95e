"""Squared distances can come out below zero.

|x|^2 + |y|^2 - 2 x.y is 0 on paper when x = y. In float32 it is the difference of large, rounded numbers and can be
-0.0001, and its square root is nan. What is the smallest value you should ever return?
"""

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_are_never_negative",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    squares_x, squares_y = x.square().sum(dim=1), y.square().sum(dim=1)
    return squares_x[:, None] + squares_y[None, :] - 2 * x @ y.T
    # END SOLUTION
