"""The value of a layer with one unit loses its last axis.

One unit is an axis of length 1, and stays one: (B, 1). Leave the shape as it is.
"""

REGION = "Linear.forward"
CAUGHT_BY = [
    "test_linear_where_shapes_tell_nothing",
]


class Linear:
    def forward(self, a, omega, beta):
        # BEGIN SOLUTION Linear.forward
        b = a @ omega.T + beta
        return b[:, 0] if b.shape[1] == 1 else b
        # END SOLUTION
