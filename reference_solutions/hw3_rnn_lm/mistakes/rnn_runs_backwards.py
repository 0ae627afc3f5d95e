"""The sequence is read from its end.

Then the state at time t knows the future and not the past. xs[0] is the first input.
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
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs.flip(0):
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION
