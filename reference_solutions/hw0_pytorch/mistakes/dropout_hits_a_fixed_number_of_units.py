"""Equally many units are dropped in each example.

Each unit is dropped with probability p_drop, whatever happens to the others. Compare a uniform number for each of
them with p_drop.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_dropout_in_training_mode",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            n = h.shape[1]
            order = torch.rand(h.shape, generator=self.generator).argsort(dim=1)
            kept = order >= round(self.p_drop * n)
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
