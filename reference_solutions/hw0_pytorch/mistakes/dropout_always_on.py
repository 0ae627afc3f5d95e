"""Dropout acts in evaluation mode, too.

Then the same question gets a different answer every time. `self.training` tells the two modes apart; model.train()
and model.eval() set it.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_no_dropout_in_evaluation_mode",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
