"""The biases are drawn, too.

Only weights have to differ from the start. Biases begin at zero.
"""

import numpy as np

from autodiff import Leaf

REGION = "MLP.__init__"
CAUGHT_BY = [
    "test_mlp_draws_its_weights_with_the_given_generator",
]


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        # BEGIN SOLUTION MLP.__init__
        self.alpha = Leaf(rng.standard_normal((d_hidden, d_in)) / np.sqrt(d_in))
        self.alpha0 = Leaf(rng.standard_normal(d_hidden) / np.sqrt(d_in))
        self.beta = Leaf(rng.standard_normal((n_classes, d_hidden)) / np.sqrt(d_hidden))
        self.beta0 = Leaf(rng.standard_normal(n_classes) / np.sqrt(d_hidden))
        # END SOLUTION
