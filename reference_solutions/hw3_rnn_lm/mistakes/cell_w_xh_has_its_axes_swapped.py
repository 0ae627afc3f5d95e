"""W_xh has the shape (X, H).

In W_xh x the matrix stands on the left of a column of X numbers and gives a column of H numbers: how many rows and
how many columns has it then? That a batch lies in rows, so that the code reads x @ W_xh.T, does not change W_xh.
"""

import torch
from torch import nn

from rnn_lm import _uniform

REGION = "RNNCell.__init__"
CAUGHT_BY = [
    "test_cell_registers_its_three_parameters",
    "test_cell_on_two_rows",
]


class RNNCell:
    def __init__(self, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNCell.__init__
        self.W_xh = _uniform((x_dim, h_dim), h_dim, generator)
        self.W_hh = _uniform((h_dim, h_dim), h_dim, generator)
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION
