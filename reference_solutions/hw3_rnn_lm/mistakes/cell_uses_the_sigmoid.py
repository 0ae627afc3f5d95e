"""The nonlinearity is the sigmoid instead of tanh.

tanh(a) = 2 sigmoid(2a) - 1: related, but not the same. tanh is centred on zero, which makes it the better choice for
something that is fed back into itself.
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_on_two_rows",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.sigmoid(x @ self.W_xh.t() + h @ self.W_hh.t() + self.b_h)
        # END SOLUTION
