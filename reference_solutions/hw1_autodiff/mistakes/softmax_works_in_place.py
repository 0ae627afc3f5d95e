"""The cotangent is overwritten.

-= changes the caller's array, here the node's own out_gradient. Compute a new array.
"""

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_keeps_its_arguments",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        g_b -= (g_b * b).sum(axis=-1, keepdims=True)
        return (b * g_b,)
        # END SOLUTION
