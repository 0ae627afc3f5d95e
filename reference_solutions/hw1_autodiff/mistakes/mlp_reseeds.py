"""The generator is replaced by one with a fixed seed.

Every model then starts with the same weights, whatever the caller's generator is. Use the rng that was given.
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
        rng = np.random.default_rng(0)
        self.alpha = Leaf(rng.standard_normal((d_hidden, d_in)) / np.sqrt(d_in))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(rng.standard_normal((n_classes, d_hidden)) / np.sqrt(d_hidden))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
