"""The weights start far too large.

A sum of d products of numbers of size 1 has size sqrt(d). To keep the size of what passes through a layer, draw
weights with a deviation of about 1 / sqrt(number of inputs).
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
        self.p_drop, self.generator = p_drop, generator
        self.W1 = nn.Parameter(torch.randn(d_hidden, d_in, generator=generator))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
