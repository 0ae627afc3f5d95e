"""Units that stay are divided by p_drop.

The mean stays the same if you divide by the probability of *staying*. At p_drop = 0.5 the two are equal, which hides
the difference.
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
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / self.p_drop
        return h @ self.W2.T + self.b2
        # END SOLUTION
