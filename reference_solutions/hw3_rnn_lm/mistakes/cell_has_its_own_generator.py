"""Without a generator the cell makes one of its own.

None means torch's global generator, the one that torch.manual_seed sets. Every function that draws takes
generator=None as well: hand it on.
"""

import torch
from torch import nn

from rnn_lm import _uniform

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_without_a_generator",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        generator = generator or torch.Generator().manual_seed(0)
        self.W_xh = _uniform((h_dim, x_dim), h_dim, generator)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, generator)
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
