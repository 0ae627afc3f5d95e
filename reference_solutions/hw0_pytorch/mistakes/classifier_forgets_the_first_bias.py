"""The first layer has no bias.

A unit that can only weigh its inputs must say 0 where all inputs are 0. Every linear layer here has a bias.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_classifier_logits_by_hand",
    "test_classifier_logits",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T)
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
