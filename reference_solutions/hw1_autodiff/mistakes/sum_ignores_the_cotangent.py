"""The cotangent is not used.

Ones are d(sum)/da; the chain rule multiplies them by g.
"""

import numpy as np

REGION = "Sum.backward"
CAUGHT_BY = [
    "test_sum_of_a_matrix",
    "test_sum_of_any_shape",
]


class Sum:
    def backward(self, in_tensors, out, g):
        # BEGIN SOLUTION Sum.backward
        return (np.ones_like(in_tensors[0]),)
        # END SOLUTION
