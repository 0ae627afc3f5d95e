"""W_hy is bounded by 1/sqrt(V).

The output matrix is uniform between -1/sqrt(H) and 1/sqrt(H): a logit adds up H products, however many words there
are.
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
        self.embedding = nn.Parameter(torch.randn(vocab_size, x_dim, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = _uniform((vocab_size, h_dim), vocab_size, generator)
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION
