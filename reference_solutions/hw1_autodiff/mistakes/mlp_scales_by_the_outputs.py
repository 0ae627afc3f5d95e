"""Weights are sized by the outputs of the layer.

A unit adds up one product per input, so its size grows with the root of the number of inputs; that is what the
weights make up for.
"""

import numpy as np

from autodiff import Leaf

REGION = "MLP.__init__"
CAUGHT_BY = [
    "test_mlp_uses_no_randomness_but_its_generator",
]


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        # BEGIN SOLUTION MLP.__init__
        self.alpha = Leaf(rng.standard_normal((d_hidden, d_in)) / np.sqrt(d_hidden))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(rng.standard_normal((n_classes, d_hidden)) / np.sqrt(n_classes))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
