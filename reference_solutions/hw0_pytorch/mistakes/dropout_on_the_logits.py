"""Dropout acts on the logits.

A logit of 0 says something definite: it is not a missing answer. Dropout belongs between the ReLU and the second
linear layer.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_dropout_in_training_mode",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        logits = torch.relu(x @ self.W1.T + self.b1) @ self.W2.T + self.b2
        if self.training and self.p_drop > 0:
            kept = torch.rand(logits.shape, generator=self.generator) >= self.p_drop
            logits = logits * kept / (1 - self.p_drop)
        return logits
        # END SOLUTION
