"""The state is written into h0.

h0 belongs to the caller, who may start from it again. h = ... makes a new state; h.copy_(...) and h[:] = ... write
into the old one.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_values",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        hs = []
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        if h0 is not None:
            h0.data.copy_(h.data)
        return torch.stack(hs), h
        # END SOLUTION
