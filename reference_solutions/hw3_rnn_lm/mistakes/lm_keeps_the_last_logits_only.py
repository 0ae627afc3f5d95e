"""Only the logits after the last token are returned.

Each of the T tokens has a successor to be predicted, so there are logits after each: (T, B, V).
"""

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
        return F.linear(hs[-1:], self.W_hy, self.b_y), h
        # END SOLUTION
