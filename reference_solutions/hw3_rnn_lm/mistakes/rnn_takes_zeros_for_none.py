"""A given h0 that is all zeros is replaced by zeros of its own.

The values are the same, but no gradient reaches the h0 that was given. Ask whether it is None, not what is in it.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_gradients_of_inputs",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = h0 if h0 is not None and h0.any() else xs.new_zeros(xs.shape[1], self.h_dim)
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION
