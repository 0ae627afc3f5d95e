"""axis=1 is the last axis of a matrix only.

forward works over the last axis of any array, so backward must too: that is axis=-1.
"""

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_gradient",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        return (b * (g_b - (g_b * b).sum(axis=1, keepdims=True)),)
        # END SOLUTION
