"""The gradient of beta has one row for each example.

Broadcasting copied beta for each of the B examples, so its gradient is the sum over them, of shape (C,).
"""

REGION = "Linear.backward"
CAUGHT_BY = [
    "test_linear_backward_on_two_rows",
    "test_linear_gradient_of_the_bias",
]


class Linear:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Linear.backward
        a, omega, _ = in_tensors
        return g_b @ omega, g_b.T @ a, g_b
        # END SOLUTION
