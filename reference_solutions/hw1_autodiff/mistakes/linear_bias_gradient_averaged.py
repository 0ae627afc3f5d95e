"""The gradient of beta is a mean over the batch.

A linear layer knows nothing of means: each example adds its part. If the loss is a mean, its 1/B is already in g_b.
"""

REGION = "Linear.backward"
CAUGHT_BY = [
    "test_linear_backward_on_two_rows",
    "test_linear_gradients_of_a_repeated_example_add_up",
    "test_linear_gradient_of_the_bias",
]


class Linear:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Linear.backward
        a, omega, _ = in_tensors
        return g_b @ omega, g_b.T @ a, g_b.mean(axis=0)
        # END SOLUTION
