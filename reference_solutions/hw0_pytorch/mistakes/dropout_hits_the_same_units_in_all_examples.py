"""One mask for the whole batch.

Every example has a mask of its own: the mask has the shape of h, not that of one row of it.
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
            kept = torch.rand(h.shape[1], generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
