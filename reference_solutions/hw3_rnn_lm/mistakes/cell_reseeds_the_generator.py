"""The generator is seeded again.

A generator is handed to you in some state, and that state is the caller's business: with a seed of your own every
model in the world starts from the same weights.
"""

import torch
from torch import nn

from rnn_lm import _uniform

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_draws_from_its_generator",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        if generator is not None:
            generator.manual_seed(0)
        self.W_xh = _uniform((h_dim, x_dim), h_dim, generator)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, generator)
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
