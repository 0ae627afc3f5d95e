"""All differences are held in one (N, M, D) array.

The numbers are right, but for 10,000 points with 100 features each the array of all differences takes 40 GB. Multiply
|x - y|^2 out: which of its three terms needs both x and y, and which matrix product gives it for all pairs?
"""

REGION = "pairwise_sq_dists"
CAUGHT_BY = [
    "test_squared_distances_without_loop_or_large_array",
]


def pairwise_sq_dists(x, y):
    # BEGIN SOLUTION pairwise_sq_dists
    return (x[:, None, :] - y[None, :, :]).square().sum(dim=2)
    # END SOLUTION
