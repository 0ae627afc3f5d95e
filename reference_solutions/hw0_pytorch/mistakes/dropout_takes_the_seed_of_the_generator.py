"""Dropout seeds a new generator with the seed of the given one.

A generator is more than its seed: it moves on with each number that is drawn. Hand it to torch.rand.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_dropout_comes_from_the_given_generator",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            self.calls = getattr(self, "calls", 0) + 1
            if self.generator is None:
                kept = torch.rand(h.shape) >= self.p_drop
            else:
                g = torch.Generator().manual_seed(self.generator.initial_seed() + self.calls)
                kept = torch.rand(h.shape, generator=g) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
