"""The cotangent is not used.

The Jacobian has to be multiplied by g_b, row by row; without it there is no loss whose gradient this could be.
"""

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_backward_on_two_rows",
    "test_softmax_gradient",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        return (b - b * b.sum(axis=-1, keepdims=True),)
        # END SOLUTION
