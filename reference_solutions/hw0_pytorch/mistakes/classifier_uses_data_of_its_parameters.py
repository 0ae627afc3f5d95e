"""The forward pass uses .data, so nothing is learned.

.data, detach and torch.no_grad hide what is computed from autograd. The logits are right, but no gradient reaches the
parameters.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_classifier_gradients",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.data.T + self.b1.data)
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=self.generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
