"""The state is added outside tanh.

Look where the bracket of tanh closes in h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h).
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_on_two_rows",
    "test_cell_values",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(x @ self.W_xh.t() + self.b_h) + h @ self.W_hh.t()
        # END SOLUTION
