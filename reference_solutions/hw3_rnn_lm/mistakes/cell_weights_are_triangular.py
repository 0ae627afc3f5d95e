"""Weights are differences of two draws.

The difference of two uniform numbers is more often small than large; it is not uniform.
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
        bound = h_dim**-0.5
        one, two = (torch.rand((h_dim, x_dim + h_dim), generator=generator) for _ in range(2))
        weights = bound * (one - two)
        self.W_xh = nn.Parameter(weights[:, :x_dim].clone())
        self.W_hh = nn.Parameter(weights[:, x_dim:].clone())
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
