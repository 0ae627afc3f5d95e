"""The logits of a model with one class lose their last axis.

One class is an axis of length 1, and stays one: (N, 1). Leave the shape as it is.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_classifier_logits",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return (h @ self.W2.T + self.b2).squeeze(-1)
        # END SOLUTION
