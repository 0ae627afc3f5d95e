"""Stretched axes are forgotten.

Broadcasting does two things: it adds leading axes, and it stretches axes of length 1. Both made copies.
"""

REGION = "unbroadcast"
CAUGHT_BY = [
    "test_unbroadcast_sums_over_added_and_stretched_axes",
    "test_unbroadcast_is_the_transpose_of_broadcasting",
]


def unbroadcast(g, shape):
    # BEGIN SOLUTION unbroadcast
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g
    # END SOLUTION
