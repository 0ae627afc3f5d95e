"""The parameters lie in a plain Python list.

nn.Module looks at its attributes; it does not look into lists. Make each parameter an attribute, or use
nn.ParameterList.
"""

import math

import torch
from torch import nn

REGION = "Classifier.__init__"
CAUGHT_BY = [
    "test_classifier_registers_four_parameters",
]


class Classifier:
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        # BEGIN SOLUTION Classifier.__init__
        self.p_drop, self.generator = p_drop, generator
        self.weights = [
            nn.Parameter(torch.randn(d_hidden, d_in, generator=generator) / math.sqrt(d_in)),
            nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden)),
        ]
        self.biases = [nn.Parameter(torch.zeros(d_hidden)), nn.Parameter(torch.zeros(n_classes))]
        (self.W1, self.W2), (self.b1, self.b2) = [[p.data for p in group] for group in (self.weights, self.biases)]
        # END SOLUTION
