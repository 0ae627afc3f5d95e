"""The sum is over the rows only.

All entries are summed, over all axes, whatever their number.
"""

REGION = "Sum.forward"
CAUGHT_BY = [
    "test_sum_of_a_matrix",
]


class Sum:
    def forward(self, a):
        # BEGIN SOLUTION Sum.forward
        return a.sum(axis=0)
        # END SOLUTION
