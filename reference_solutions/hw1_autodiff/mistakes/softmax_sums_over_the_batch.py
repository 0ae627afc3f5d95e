"""The examples of the batch are mixed.

b^T g_b is one number for each row. Summed over everything, one example's gradient depends on the others.
"""

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_backward_on_two_rows",
    "test_softmax_gradient",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        return (b * (g_b - (g_b * b).sum()),)
        # END SOLUTION
