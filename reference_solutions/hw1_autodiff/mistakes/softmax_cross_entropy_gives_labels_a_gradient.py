"""The labels get the gradient of the logits.

Each input has its own gradient, in the order of the inputs. Labels are data: theirs is an array of zeros.
"""

import numpy as np

REGION = "SoftmaxCrossEntropy.backward"
CAUGHT_BY = [
    "test_softmax_cross_entropy_keeps_its_arguments",
]


class SoftmaxCrossEntropy:
    def backward(self, in_tensors, b, g_b):
        # BEGIN SOLUTION SoftmaxCrossEntropy.backward
        y, a = in_tensors
        e = np.exp(a - a.max(axis=-1, keepdims=True))
        g = g_b * (e / e.sum(axis=-1, keepdims=True) - y) / len(y)
        return g, g
        # END SOLUTION
