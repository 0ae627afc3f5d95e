"""omega is not transposed.

Examples are rows here: b = a omega^T. Where omega is square, the shapes do not tell.
"""

REGION = "Linear.forward"
CAUGHT_BY = [
    "test_linear_forward_on_two_rows",
    "test_linear_where_shapes_tell_nothing",
]


class Linear:
    def forward(self, a, omega, beta):
        # BEGIN SOLUTION Linear.forward
        return a @ omega + beta
        # END SOLUTION
