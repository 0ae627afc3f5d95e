"""The cotangent is not used.

b is d(a b)/da; the chain rule multiplies it by g.
"""

from autodiff import unbroadcast

REGION = "Mul.backward"
CAUGHT_BY = [
    "test_mul_on_a_matrix_and_a_column",
    "test_mul_with_broadcasting",
]


class Mul:
    def backward(self, in_tensors, out, g):
        # BEGIN SOLUTION Mul.backward
        a, b = in_tensors
        return unbroadcast(b + 0 * g, a.shape), unbroadcast(a + 0 * g, b.shape)
        # END SOLUTION
