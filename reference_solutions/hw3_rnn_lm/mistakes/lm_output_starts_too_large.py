"""The output matrix starts too large.

A model that knows nothing should find all words about equally likely, so its loss starts near ln V. With large random
logits it starts far above: it is sure of itself, and wrong.
"""

import torch
from torch import nn

from rnn_lm import RNN

REGION = "RNNLM.__init__"
CAUGHT_BY = [
    "test_lm_draws_from_its_generator",
]


class RNNLM:
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNLM.__init__
        self.embedding = nn.Parameter(torch.randn(vocab_size, x_dim, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = nn.Parameter(torch.randn(vocab_size, h_dim, generator=generator))
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION
