"""The weights are drawn from a normal distribution.

The deviation is right, but some weights are several times as large as a uniform distribution would allow.
Tensor.uniform_ takes both bounds.
"""

import math

import torch
from torch import nn

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_draws_from_its_generator",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        self.W_xh = nn.Parameter(torch.randn(h_dim, x_dim, generator=generator) / math.sqrt(3 * h_dim))
        self.W_hh = nn.Parameter(torch.randn(h_dim, h_dim, generator=generator) / math.sqrt(3 * h_dim))
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
