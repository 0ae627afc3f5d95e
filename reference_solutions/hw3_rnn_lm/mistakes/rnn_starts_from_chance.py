"""Without h0 the state starts at random numbers.

The same text then has another probability each time. None means zeros.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_of_three_steps",
    "test_rnn_values",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = torch.rand(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION
