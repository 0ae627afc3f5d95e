"""The cotangent is not used.

b (1 - b) is db/da. What is asked for is dJ/da, and the chain rule brings in g_b.
"""

REGION = "Sigmoid.backward"
CAUGHT_BY = [
    "test_sigmoid_forward_and_backward_on_three_numbers",
    "test_sigmoid_gradient",
]


class Sigmoid:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Sigmoid.backward
        return (b * (1 - b),)
        # END SOLUTION
