"""The cotangent is overwritten.

*= changes the caller's array, here the node's own out_gradient. Compute a new array.
"""

REGION = "Sigmoid.backward"
CAUGHT_BY = [
    "test_activations_keep_their_arguments_and_tanh_is_stable",
]


class Sigmoid:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Sigmoid.backward
        g_b *= b * (1 - b)
        return (g_b,)
        # END SOLUTION
