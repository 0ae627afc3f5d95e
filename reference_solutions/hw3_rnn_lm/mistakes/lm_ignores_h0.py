"""h0 is not handed on to the RNN.

The model cannot go on where it stopped. Whoever trains in windows or samples token by token relies on that.
"""

from torch.nn import functional as F

REGION = "RNNLM.forward"
CAUGHT_BY = [
    "test_lm_values",
    "test_lm_is_causal_and_goes_on",
]


class RNNLM:
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(F.embedding(tokens, self.embedding))
        return F.linear(hs, self.W_hy, self.b_y), h
        # END SOLUTION
