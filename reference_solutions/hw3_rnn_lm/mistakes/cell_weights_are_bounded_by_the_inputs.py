"""W_xh is bounded by 1/sqrt(X).

Both matrices of the cell are uniform between -1/sqrt(H) and 1/sqrt(H), as in torch's own RNNs, whatever the size of
the input.
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
        self.W_xh = _uniform((h_dim, x_dim), x_dim, generator)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, generator)
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
