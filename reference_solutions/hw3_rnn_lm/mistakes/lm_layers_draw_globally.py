"""nn.Embedding and nn.Linear draw from the global generator.

They do so as they are made, before you can say anything. Make parameters of your own from the generator, or build the
layers and mind the state of the global generator.
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
        self.embedding = nn.Embedding(vocab_size, x_dim).weight
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = nn.Linear(h_dim, vocab_size, bias=False).weight
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION
