"""backward returns an array instead of a tuple.

backward returns one gradient for each input, in a tuple, also when there is one input: (g_a,) with its comma.
"""

REGION = "Sigmoid.backward"
CAUGHT_BY = [
    "test_sigmoid_forward_and_backward_on_three_numbers",
    "test_sigmoid_gradient",
]


class Sigmoid:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Sigmoid.backward
        return g_b * b * (1 - b)
        # END SOLUTION
