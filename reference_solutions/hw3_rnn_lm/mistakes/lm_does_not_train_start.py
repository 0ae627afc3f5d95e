"""The embedding of START gets no gradient.

padding_idx is for tokens that stand for nothing. START is read, and its embedding is learned like any other.
"""

from torch.nn import functional as F

from rnn_lm import START

REGION = "RNNLM.forward"
CAUGHT_BY = [
    "test_lm_gradients",
]


class RNNLM:
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(F.embedding(tokens, self.embedding, padding_idx=START), h0)
        return F.linear(hs, self.W_hy, self.b_y), h
        # END SOLUTION
