"""The gradient has the shape of the sum, not of the input.

The smaller operand was copied to fill the larger one's shape; unbroadcast sums the gradients of the copies.
"""

REGION = "Add.backward"
CAUGHT_BY = [
    "test_add_on_a_matrix_and_a_row",
    "test_add_with_broadcasting",
]


class Add:
    def backward(self, in_tensors, out, g):
        # BEGIN SOLUTION Add.backward
        return g, g
        # END SOLUTION
