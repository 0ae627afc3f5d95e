"""No gradient reaches the embeddings.

They keep their random values. The model learns around them, but cannot learn that two words are alike.
"""

from torch.nn import functional as F

REGION = "RNNLM.forward"
CAUGHT_BY = [
    "test_lm_gradients",
]


class RNNLM:
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(F.embedding(tokens, self.embedding.detach()), h0)
        return F.linear(hs, self.W_hy, self.b_y), h
        # END SOLUTION
