"""Every step starts from h0.

The new state must become the old state of the next step; otherwise this is a bigram model in disguise.
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
        for x in xs:
            hs.append(self.cell(x, h))
        return torch.stack(hs), hs[-1]
        # END SOLUTION
