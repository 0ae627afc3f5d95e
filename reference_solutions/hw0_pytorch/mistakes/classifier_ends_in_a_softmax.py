"""The model returns probabilities instead of logits.

The loss outside applies a softmax itself, so it would be applied twice: the gradients become small and the loss
cannot get near 0. Return the logits.
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
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return (h @ self.W2.T + self.b2).softmax(dim=1)
        # END SOLUTION
