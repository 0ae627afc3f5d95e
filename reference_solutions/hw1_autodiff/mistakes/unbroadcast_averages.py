"""A mean over the copies.

Each copy adds its part to J, and derivatives add: a sum, not a mean.
"""

REGION = "unbroadcast"
CAUGHT_BY = [
    "test_unbroadcast_sums_over_added_and_stretched_axes",
    "test_unbroadcast_is_the_transpose_of_broadcasting",
]


def unbroadcast(g, shape):
    # BEGIN SOLUTION unbroadcast
    while g.ndim > len(shape):
        g = g.mean(axis=0)
    for i, n in enumerate(shape):
        if n == 1:
            g = g.mean(axis=i, keepdims=True)
    return g
    # END SOLUTION
