"""The loop runs over the batch instead of time.

xs has the shape (T, B, X): time comes first. With T equal to B nothing complains, and each sequence is blended with
its neighbours.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_of_three_steps",
    "test_rnn_values",
    "test_rnn_where_shapes_tell_nothing",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[0], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs.transpose(0, 1):
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs, dim=1), h
        # END SOLUTION
