"""All units start with the same weights.

One row is drawn and used for every unit. Units that start equal compute the same, get the same gradient and stay
equal for ever.
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
        self.W_xh = nn.Parameter(_uniform((1, x_dim), h_dim, generator).detach().repeat(h_dim, 1))
        self.W_hh = nn.Parameter(_uniform((1, h_dim), h_dim, generator).detach().repeat(h_dim, 1))
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
