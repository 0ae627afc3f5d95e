"""Without a generator the model makes one of its own.

None means torch's global generator, the one that torch.manual_seed sets. Every function that draws takes
generator=None as well: hand it on.
"""

import torch
from torch import nn

from rnn_lm import RNN, _uniform

REGION = "RNNLM.__init__"
CAUGHT_BY = [
    "test_lm_without_a_generator",
]


class RNNLM:
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        # BEGIN SOLUTION RNNLM.__init__
        generator = generator or torch.Generator().manual_seed(0)
        self.embedding = nn.Parameter(torch.randn(vocab_size, x_dim, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = _uniform((vocab_size, h_dim), h_dim, generator)
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION
