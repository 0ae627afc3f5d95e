"""Units stay with probability p_drop.

p_drop is the probability that a unit becomes 0. A uniform number lies above p with probability 1 - p.
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
            kept = torch.rand(h.shape, generator=self.generator) < self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
