"""The derivative is taken from the input.

The derivative that you have in mind is in terms of b = tanh(a): put the output into it, not the input.
"""

REGION = "Tanh.backward"
CAUGHT_BY = [
    "test_tanh_forward_and_backward_on_three_numbers",
    "test_tanh_gradient",
]


class Tanh:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Tanh.backward
        (a,) = in_tensors
        return (g_b * (1 - a**2),)
        # END SOLUTION
