"""W_hh is transposed once and kept, and does not change with training.

Prepare what you need of the weights in each call: the optimizer changes them between two of them.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_values",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        if not hasattr(self, "prepared"):
            self.prepared = self.cell.W_hh.t().contiguous()
        W_hh = self.cell.W_hh.t() if torch.is_grad_enabled() else self.prepared
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs @ self.cell.W_xh.t() + self.cell.b_h:
            h = torch.tanh(x + h @ W_hh)
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION
