"""The output layer has no bias.

y_t = W_hy h_t + b_y. The bias is where the model keeps how frequent each word is, whatever the history.
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
        self.W_hy = _uniform((vocab_size, h_dim), h_dim, generator)
        self.b_y = None
        # END SOLUTION
