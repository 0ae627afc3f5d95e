"""It draws from a copy of the generator.

rng itself does not move on then, and the next model that is made with it starts with the same weights.
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
        own = np.random.default_rng()
        own.bit_generator.state = rng.bit_generator.state
        self.alpha = Leaf(own.standard_normal((d_hidden, d_in)) / np.sqrt(d_in))
        self.alpha0 = Leaf(np.zeros(d_hidden))
        self.beta = Leaf(own.standard_normal((n_classes, d_hidden)) / np.sqrt(d_hidden))
        self.beta0 = Leaf(np.zeros(n_classes))
        # END SOLUTION
