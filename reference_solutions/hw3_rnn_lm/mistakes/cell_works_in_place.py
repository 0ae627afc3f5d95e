"""The new state is written over the old one.

The caller still needs h: as h_{t-1} in the backward pass, and in the list of all states. Compute a new tensor.
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_keeps_its_arguments",
    "test_cell_gradients_of_inputs",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return h.copy_(torch.tanh(x @ self.W_xh.t() + h @ self.W_hh.t() + self.b_h))
        # END SOLUTION
