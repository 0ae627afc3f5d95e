"""The derivative is taken from the input.

1 - tanh(a)^2 is 1 minus the square of the output b, not of a.
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
