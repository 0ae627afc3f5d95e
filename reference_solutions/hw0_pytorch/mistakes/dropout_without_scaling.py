"""Units that stay are not scaled up.

With half of the units gone, what arrives at the next layer is half as large as in evaluation mode, where all are
there. Divide by the probability of staying, and the mean is the same in both modes.
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
            h = h * kept
        return h @ self.W2.T + self.b2
        # END SOLUTION
