"""All hidden units start with the same weights.

One row is drawn and used for every unit. Units that start equal compute the same, get the same gradient and stay
equal for ever.
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
        self.alpha = Leaf(np.tile(rng.standard_normal(d_in), (d_hidden, 1)) / np.sqrt(d_in))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(np.tile(rng.standard_normal(d_hidden), (n_classes, 1)) / np.sqrt(d_hidden))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
