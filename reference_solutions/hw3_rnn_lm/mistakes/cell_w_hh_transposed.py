"""W_hh is transposed.

W_hh is square, so no shape complains. For one column of state the formula says W_hh h; for a batch of rows, that is h
@ W_hh.T. Try it with a W_hh that has a single 1 away from the diagonal.
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_on_two_rows",
    "test_cell_reads_the_state_through_the_rows_of_w_hh",
    "test_cell_values",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(x @ self.W_xh.t() + h @ self.W_hh + self.b_h)
        # END SOLUTION
