"""The cotangent is scaled in place.

g_b belongs to the node, which may still need it, and to whoever looks at it afterwards. Compute new arrays instead of
changing those that you were given.
"""

REGION = "Linear.backward"
CAUGHT_BY = [
    "test_linear_keeps_its_arguments",
]


class Linear:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Linear.backward
        a, omega, _ = in_tensors
        g_a, g_omega, g_beta = g_b @ omega, g_b.T @ a, g_b.sum(axis=0)
        g_b *= 0
        return g_a, g_omega, g_beta
        # END SOLUTION
