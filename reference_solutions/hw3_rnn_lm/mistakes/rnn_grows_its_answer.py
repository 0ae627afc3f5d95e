"""The answer is copied at every step.

torch.cat copies all that is there already: 1 + 2 + … + T copies make T squared. Collect the states in a list and join
them once, at the end.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_takes_time_in_proportion_to_the_length",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = xs.new_zeros(0, xs.shape[1], self.h_dim)
        for x in xs:
            h = self.cell(x, h)
            hs = torch.cat([hs, h[None]])
        return hs, h
        # END SOLUTION
