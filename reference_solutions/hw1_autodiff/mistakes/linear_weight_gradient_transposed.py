"""The gradient of omega is transposed.

A gradient has the shape of its variable, and omega is (C, A). Where A = C the shape looks right, the numbers do not.
"""

REGION = "Linear.backward"
CAUGHT_BY = [
    "test_linear_backward_on_two_rows",
    "test_linear_gradient_of_the_weights",
    "test_linear_where_shapes_tell_nothing",
]


class Linear:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Linear.backward
        a, omega, _ = in_tensors
        return g_b @ omega, a.T @ g_b, g_b.sum(axis=0)
        # END SOLUTION
