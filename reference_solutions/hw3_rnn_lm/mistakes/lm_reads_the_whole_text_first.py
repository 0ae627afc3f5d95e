"""Each prediction knows the whole text.

The logits after token t may depend on tokens 1 … t only. Here every one is computed from the last state: in training
the loss is wonderful, and in sampling, where the future is not there yet, all is nonsense.
"""

from torch.nn import functional as F

REGION = "RNNLM.forward"
CAUGHT_BY = [
    "test_lm_is_causal_and_goes_on",
    "test_lm_on_two_sequences",
]


class RNNLM:
    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(F.embedding(tokens, self.embedding), h0)
        return F.linear(hs + h, self.W_hy, self.b_y), h
        # END SOLUTION
