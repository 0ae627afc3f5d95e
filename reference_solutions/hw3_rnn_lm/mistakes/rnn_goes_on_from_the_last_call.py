"""Without h0 the RNN goes on from the state in which its last call ended.

None means zeros. Whoever wants to go on passes the h_T that they got.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_values",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = getattr(self, "last", None) if h0 is None else h0
        if h is None or h.shape[0] != xs.shape[1]:
            h = xs.new_zeros(xs.shape[1], self.h_dim)
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        self.last = h.detach()
        return torch.stack(hs), h
        # END SOLUTION
