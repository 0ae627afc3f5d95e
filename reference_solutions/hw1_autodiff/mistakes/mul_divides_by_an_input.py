"""The gradient is the value divided by an input.

g * out / a is right on paper, and 0 / 0 where a is 0. The factor that is wanted is there already: it is the other
input.
"""

from autodiff import unbroadcast

REGION = "Mul.backward"
CAUGHT_BY = [
    "test_mul_with_broadcasting",
]


class Mul:
    def backward(self, in_tensors, out, g):
        # BEGIN SOLUTION Mul.backward
        a, b = in_tensors
        return unbroadcast(g * out / a, a.shape), unbroadcast(g * out / b, b.shape)
        # END SOLUTION
