"""Without a generator, dropout always draws the same.

None means PyTorch's global generator, which moves on with each draw. A generator that is made in forward begins anew
each time.
"""

import torch

REGION = "Classifier.forward"
CAUGHT_BY = [
    "test_without_a_generator_randomness_is_global",
]


class Classifier:
    def forward(self, x):
        # BEGIN SOLUTION Classifier.forward
        h = torch.relu(x @ self.W1.T + self.b1)
        if self.training and self.p_drop > 0:
            generator = self.generator or torch.Generator().manual_seed(0)
            kept = torch.rand(h.shape, generator=generator) >= self.p_drop
            h = h * kept / (1 - self.p_drop)
        return h @ self.W2.T + self.b2
        # END SOLUTION
