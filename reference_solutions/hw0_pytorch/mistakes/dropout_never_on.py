"""There is no dropout.

p_drop is stored but never used. In training mode each hidden unit of each example becomes 0 with probability p_drop.
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
        return h @ self.W2.T + self.b2
        # END SOLUTION
