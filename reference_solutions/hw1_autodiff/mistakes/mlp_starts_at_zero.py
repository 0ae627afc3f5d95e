"""All weights start at zero.

Hidden units that start equal get equal gradients and stay equal for ever: the network might as well have one of them.
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
        self.alpha = Leaf(np.zeros((d_hidden, d_in)))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(np.zeros((n_classes, d_hidden)))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
