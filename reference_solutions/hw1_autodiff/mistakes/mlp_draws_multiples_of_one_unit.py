"""All hidden units start as multiples of one.

The weights of a layer are independent: draw an array of its whole shape.
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
        self.alpha = Leaf(rng.standard_normal((d_hidden, 1)) * rng.standard_normal((1, d_in)) / np.sqrt(d_in))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(rng.standard_normal((n_classes, d_hidden)) / np.sqrt(d_hidden))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
