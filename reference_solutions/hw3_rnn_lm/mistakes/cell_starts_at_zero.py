"""All weights start at zero.

Then all H numbers of the state are equal, get equal gradients, and stay equal for ever: the network has in effect a
state of one number. Chance must break the symmetry.
"""

import torch
from torch import nn

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_draws_from_its_generator",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        self.W_xh = nn.Parameter(torch.zeros(h_dim, x_dim))
        self.W_hh = nn.Parameter(torch.zeros(h_dim, h_dim))
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
