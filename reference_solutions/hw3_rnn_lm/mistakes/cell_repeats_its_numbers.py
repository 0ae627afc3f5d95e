"""Both matrices are made of the same numbers.

Each weight is a draw of its own. With the same numbers in both matrices, state and input begin as the same thing.
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
        numbers = _uniform((h_dim, max(x_dim, h_dim)), h_dim, generator).detach()
        self.W_xh = nn.Parameter(numbers[:, :x_dim].clone())
        self.W_hh = nn.Parameter(numbers[:, :h_dim].clone())
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
