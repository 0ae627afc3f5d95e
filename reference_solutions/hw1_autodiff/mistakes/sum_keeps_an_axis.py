"""The sum is an array with one entry.

A scalar has shape (). keepdims is for arrays that are to be broadcast afterwards.
"""

REGION = "Sum.forward"
CAUGHT_BY = [
    "test_sum_of_a_matrix",
]


class Sum:
    def forward(self, a):
        # BEGIN SOLUTION Sum.forward
        return a.sum(keepdims=True)
        # END SOLUTION
