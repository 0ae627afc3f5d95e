"""All hidden units start with the same weights.

One row is drawn and used for every unit. Units that start equal compute the same, get the same gradient and stay
equal for ever.
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
        self.W1 = nn.Parameter(torch.randn(1, d_in, generator=generator).repeat(d_hidden, 1) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(1, d_hidden, generator=generator).repeat(n_classes, 1) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
