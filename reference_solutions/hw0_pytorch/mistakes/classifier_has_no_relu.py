"""There is no nonlinearity between the two layers.

Two linear maps after each other are one linear map: the hidden layer then buys nothing.
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
        h = x @ self.W1.T + self.b1
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
