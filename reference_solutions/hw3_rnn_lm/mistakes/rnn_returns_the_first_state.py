"""The state that is returned is not the last.

h_T is the state after all T inputs: with it the next call goes on.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_of_three_steps",
    "test_rnn_goes_on_where_it_stopped",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), hs[0]
        # END SOLUTION
