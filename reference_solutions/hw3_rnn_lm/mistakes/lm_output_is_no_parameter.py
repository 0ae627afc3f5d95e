"""The output matrix is a tensor, not a parameter.

Then it keeps the random values it started with, and the rest of the network learns to live with them. The loss still
falls, which is why this one is so hard to see: count model.parameters().
"""

import torch
from torch import nn

from rnn_lm import RNN, _uniform

REGION = "RNNLM.__init__"
CAUGHT_BY = [
    "test_lm_registers_its_six_parameters",
]


class RNNLM:
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNLM.__init__
        self.embedding = nn.Parameter(torch.randn(vocab_size, x_dim, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = _uniform((vocab_size, h_dim), h_dim, generator).detach()
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION
