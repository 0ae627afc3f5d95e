"""Every call makes the same mask.

A generator that is seeded in each call always starts again at the same place: the units that are hit once are never
trained. Keep one generator and let it run on.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_dropout_in_training_mode",
    "test_dropout_comes_from_the_given_generator",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            kept = torch.rand(h.shape, generator=torch.Generator().manual_seed(0)) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
