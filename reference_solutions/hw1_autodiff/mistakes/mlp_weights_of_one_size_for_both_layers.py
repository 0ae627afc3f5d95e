"""The weights of both layers have one deviation, a small number.

How many products a unit adds up differs from layer to layer: the deviation depends on the number of inputs.
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
        self.alpha = Leaf(0.05 * rng.standard_normal((d_hidden, d_in)))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(0.05 * rng.standard_normal((n_classes, d_hidden)))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
