"""The state is detached in the cell.

The values are right, but no gradient flows back in time: the network is never told that what it did three steps ago
matters now. Detaching is for `train`, at the borders of its windows.
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_gradients_of_inputs",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(x @ self.W_xh.t() + h.detach() @ self.W_hh.t() + self.b_h)
        # END SOLUTION
