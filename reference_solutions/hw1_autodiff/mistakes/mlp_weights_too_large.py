"""The weights do not shrink with the number of inputs.

A sum of d_in terms of size 1 has size sqrt(d_in), which drives the sigmoids of a wide network to 0 or 1, where they
learn nothing.
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
        self.alpha = Leaf(rng.standard_normal((d_hidden, d_in)))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(rng.standard_normal((n_classes, d_hidden)))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
