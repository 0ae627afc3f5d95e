"""The state is detached at every step.

Gradients then reach back one step and no further. That is why the RNN seems to learn, and yet never learns anything
that an n-gram does not know. Inside one call, let them flow through all T steps.
"""

import torch

REGION = "RNN.forward"
CAUGHT_BY = [
    "test_rnn_gradients_of_inputs",
    "test_rnn_gradients_of_parameters",
]


class RNN:
    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = xs.new_zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs:
            h = self.cell(x, h.detach())
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION
