"""The weights of all layers have one deviation, a small number.

How many products a unit adds up differs from layer to layer: the deviation depends on the number of inputs.
"""

import torch
from torch import nn

REGION = "Classifier.__init__"
CAUGHT_BY = [
    "test_classifier_draws_its_weights_with_the_given_generator",
]


class Classifier:
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        # BEGIN SOLUTION Classifier.__init__
        self.p_drop = p_drop
        self.generator = generator
        self.W1 = nn.Parameter(0.05 * torch.randn(d_hidden, d_in, generator=generator))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(0.05 * torch.randn(n_classes, d_hidden, generator=generator))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
