"""The gradient that is given is summed in place.

g is the cotangent of somebody else's node. Summing into its first row changes it; .sum makes a new array.
"""

REGION = "unbroadcast"
CAUGHT_BY = [
    "test_arithmetic_keeps_its_arguments",
]


def unbroadcast(g, shape):
    # BEGIN SOLUTION unbroadcast
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and g.shape[axis] > 1:
            first = g[(slice(None),) * axis + (slice(0, 1),)]
            first += g[(slice(None),) * axis + (slice(1, None),)].sum(axis=axis, keepdims=True)
            g = first
    return g.copy()
    # END SOLUTION
