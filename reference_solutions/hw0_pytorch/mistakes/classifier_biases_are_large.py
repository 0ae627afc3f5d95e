"""The biases are drawn from a normal distribution of deviation 1.

Only weights have to differ from the start. Biases begin at 0, or close to it.
"""

import math

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
        self.W1 = nn.Parameter(torch.randn(d_hidden, d_in, generator=generator) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.randn(d_hidden, generator=generator))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.randn(n_classes, generator=generator))
        # END SOLUTION
