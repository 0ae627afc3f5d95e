"""W_hh is a tensor, not a parameter.

The numbers come out right, but model.parameters() does not list it, so no optimizer will ever move it: the network
cannot learn what to remember. What has to be around a tensor for nn.Module to register it?
"""

import torch
from torch import nn

from rnn_lm import _uniform

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_registers_its_three_parameters",
    "test_cell_gradients_of_parameters",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        self.W_xh = _uniform((h_dim, x_dim), h_dim, generator)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, generator).detach()
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
