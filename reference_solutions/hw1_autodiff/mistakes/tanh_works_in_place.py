"""The input is overwritten with the value.

a belongs to the node before. With out=a NumPy writes the result there, and that node's value is gone when its own
turn comes.
"""

import numpy as np

REGION = "Tanh.forward"
CAUGHT_BY = [
    "test_activations_keep_their_arguments_and_tanh_is_stable",
]


class Tanh:
    def forward(self, a):
        # BEGIN SOLUTION Tanh.forward
        return np.tanh(a, out=a)
        # END SOLUTION
