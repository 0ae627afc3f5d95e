"""The bias is missing.

With a bias of zero, as at the start of training, nobody notices.
"""

REGION = "Linear.forward"
CAUGHT_BY = [
    "test_linear_forward_on_two_rows",
    "test_linear_where_shapes_tell_nothing",
]


class Linear:
    def forward(self, a, omega, beta):
        # BEGIN SOLUTION Linear.forward
        return a @ omega.T
        # END SOLUTION
