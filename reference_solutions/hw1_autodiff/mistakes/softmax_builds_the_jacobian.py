"""The C x C Jacobian is built.

The numbers are right. But for a vocabulary of 50,000 words one Jacobian has 2.5 thousand million entries. Multiply
(diag(b) - b b^T) g_b out by hand first: what is diag(b) g_b, and what is b (b^T g_b)?
"""

import numpy as np

REGION = "Softmax.backward"
CAUGHT_BY = [
    "test_softmax_backward_builds_no_jacobian",
]


class Softmax:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION Softmax.backward
        jacobian = b[..., :, None] * (np.eye(b.shape[-1]) - b[..., None, :])
        return ((jacobian @ g_b[..., None])[..., 0],)
        # END SOLUTION
