"""The embeddings are drawn from a uniform distribution.

Embeddings are normally distributed, with mean 0 and deviation 1: torch.randn.
"""

import torch
from torch import nn

from rnn_lm import RNN, _uniform

REGION = "RNNLM.__init__"
CAUGHT_BY = [
    "test_lm_draws_from_its_generator",
]


class RNNLM:
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNLM.__init__
        spread = 3**0.5
        self.embedding = nn.Parameter(torch.empty(vocab_size, x_dim).uniform_(-spread, spread, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = _uniform((vocab_size, h_dim), h_dim, generator)
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION
