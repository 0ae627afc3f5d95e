"""The weights are read through .data.

.data goes behind autograd's back: values are right, gradients are gone, and the optimizer has nothing to do. Use the
parameters themselves.
"""

import torch

REGION = "RNNCell.forward"
CAUGHT_BY = [
    "test_cell_gradients_of_parameters",
]


class RNNCell:
    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(x @ self.W_xh.data.t() + h @ self.W_hh.data.t() + self.b_h)
        # END SOLUTION
