"""The logits are normalised.

log-softmax of log-softmax is log-softmax, so the losses are right all the same; but what is asked for is W_hy h + b_y
itself.
"""

import torch
from torch.nn import functional as F

REGION = "RNNLM.forward"
CAUGHT_BY = [
    "test_lm_on_two_sequences",
    "test_lm_values",
]


class RNNLM:
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(F.embedding(tokens, self.embedding), h0)
        return torch.log_softmax(F.linear(hs, self.W_hy, self.b_y), dim=-1), h
        # END SOLUTION
