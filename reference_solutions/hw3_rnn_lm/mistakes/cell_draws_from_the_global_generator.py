"""The generator is not used.

The weights come from torch's global generator, so two runs with the same generator differ, and whoever else draws
from the global one is disturbed. Every function of torch that draws takes `generator=`.
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
        self.W_xh = _uniform((h_dim, x_dim), h_dim, None)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, None)
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
