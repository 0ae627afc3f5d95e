"""The derivative is taken from the input.

The lecture's formula b (1 - b) is in terms of the output b = sigmoid(a), not of a.
"""

REGION = "Sigmoid.backward"
CAUGHT_BY = [
    "test_sigmoid_forward_and_backward_on_three_numbers",
    "test_sigmoid_gradient",
]


class Sigmoid:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Sigmoid.backward
        (a,) = in_tensors
        return (g_b * a * (1 - a),)
        # END SOLUTION
