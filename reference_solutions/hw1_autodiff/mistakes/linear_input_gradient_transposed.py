"""omega is transposed where it should not be.

In the lecture g_a = omega^T g_b for one example as a column. Here examples are rows: transpose the whole equation.
"""

REGION = "Linear.backward"
CAUGHT_BY = [
    "test_linear_backward_on_two_rows",
    "test_linear_gradient_of_the_input",
    "test_linear_where_shapes_tell_nothing",
]


class Linear:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Linear.backward
        a, omega, _ = in_tensors
        return g_b @ omega.T, g_b.T @ a, g_b.sum(axis=0)
        # END SOLUTION
