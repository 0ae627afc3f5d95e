"""Gradients stop at every twentieth step.

Cutting the text into windows is the business of train. In here gradients flow back through all steps that were given.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_gradients_of_inputs",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for step, x in enumerate(xs, start=1):
            h = self.cell(x, h)
            hs.append(h)
            if step % 20 == 0:
                h = h.detach()
        return torch.stack(hs), h
        # END SOLUTION
