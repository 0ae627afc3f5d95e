"""The axes of length 1 are gone.

Summing removes an axis. A gradient has the shape of its variable, and (2, 1) is not (2,).
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
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))
    # END SOLUTION
