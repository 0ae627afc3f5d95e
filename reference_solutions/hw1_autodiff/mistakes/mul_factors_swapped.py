"""Each factor is given its own value.

d(a b)/da is b: the gradient of one factor is made with the other one.
"""

from autodiff import unbroadcast

REGION = "Mul.backward"
CAUGHT_BY = [
    "test_mul_on_a_matrix_and_a_column",
    "test_mul_with_broadcasting",
    "test_arithmetic_on_the_tape",
]


class Mul:
    def backward(self, in_tensors, out, g):
        # BEGIN SOLUTION Mul.backward
        a, b = in_tensors
        return unbroadcast(g * a, a.shape), unbroadcast(g * b, b.shape)
        # END SOLUTION
