"""h0 is not used.

Every call then starts with an empty memory: nothing can be carried from one window of training to the next, and
sampling forgets everything after each token.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_goes_on_where_it_stopped",
    "test_rnn_values",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[1], self.h_dim)
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION
