"""torch's own recurrent layer does the work.

It is right, and it is what you would use tomorrow; today you build it. The recurrence is a loop of a few lines.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_is_written_by_hand",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        weights = (self.cell.W_xh, self.cell.W_hh, self.cell.b_h, torch.zeros(self.h_dim))
        hs, last = torch.rnn_tanh(xs, h[None], weights, True, 1, 0.0, False, False, False)
        return hs, last[0]
        # END SOLUTION
