"""All hidden units start as multiples of one.

Each weight is drawn by itself: draw a tensor of the whole shape.
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
        size = torch.randn(d_hidden, 1, generator=generator)
        self.W1 = nn.Parameter(size * torch.randn(1, d_in, generator=generator) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
