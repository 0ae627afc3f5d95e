"""The weights come from PyTorch's global generator.

torch.randn uses the global generator unless it is given another: somebody else's draw then changes your model, and
your draw changes their results. Pass generator on.
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
        self.p_drop, self.generator = p_drop, generator
        self.W1 = nn.Parameter(torch.randn(d_hidden, d_in) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
