"""The bias is missing.

With a bias of zero, as at the start of training, nobody notices; and as b_h then gets no gradient, it stays there.
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_on_two_rows",
    "test_cell_values",
    "test_cell_gradients_of_parameters",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(x @ self.W_xh.t() + h @ self.W_hh.t())
        # END SOLUTION
