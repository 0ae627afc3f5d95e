"""The softmax is inside the model.

The loss takes a softmax itself (as log-softmax, which is accurate where this one is 0). Twice, it flattens every
distribution: the model can never be sure of anything. Return logits.
"""

import torch
from torch.nn import functional as F

REGION = "RNNLM.forward"
CAUGHT_BY = [
    "test_lm_on_two_sequences",
    "test_lm_values",
    "test_lm_gradients",
]


class RNNLM:
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(F.embedding(tokens, self.embedding), h0)
        return torch.softmax(F.linear(hs, self.W_hy, self.b_y), dim=-1), h
        # END SOLUTION
