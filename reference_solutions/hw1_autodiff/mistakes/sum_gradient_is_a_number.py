"""The gradient is one number.

Every entry of a has the derivative g, so g_a is an array of a's shape that is filled with it.
"""

REGION = "Sum.backward"
CAUGHT_BY = [
    "test_sum_of_a_matrix",
    "test_sum_of_any_shape",
]


class Sum:
    def backward(self, in_tensors, out, g):
        # BEGIN SOLUTION Sum.backward
        return (g,)
        # END SOLUTION
