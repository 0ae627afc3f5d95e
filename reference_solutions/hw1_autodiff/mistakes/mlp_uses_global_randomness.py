"""The weights come from NumPy's global generator.

Then nobody can repeat the run, and another part of the program that draws numbers changes it. Draw from rng.
"""

import numpy as np

from autodiff import Leaf

REGION = "MLP.__init__"
CAUGHT_BY = [
    "test_mlp_draws_its_weights_with_the_given_generator",
    "test_mlp_uses_no_randomness_but_its_generator",
]


class MLP:
    def __init__(self, d_in, d_hidden, n_classes, rng):
        # BEGIN SOLUTION MLP.__init__
        self.alpha = Leaf(np.random.randn(d_hidden, d_in) / np.sqrt(d_in))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(np.random.randn(n_classes, d_hidden) / np.sqrt(d_hidden))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
