"""The layers derive from nn.Linear.

Build them from nn.Parameters of your own; a class of your own for a layer derives from nn.Module.
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
        class Layer(nn.Linear):
            def __init__(self, inputs, outputs):
                nn.Module.__init__(self)
                self.weight = nn.Parameter(torch.randn(outputs, inputs, generator=generator) / math.sqrt(inputs))
                self.bias = nn.Parameter(torch.zeros(outputs))

        self.p_drop, self.generator = p_drop, generator
        self.first, self.second = Layer(d_in, d_hidden), Layer(d_hidden, n_classes)
        self.W1, self.b1 = self.first.weight, self.first.bias
        self.W2, self.b2 = self.second.weight, self.second.bias
        # END SOLUTION
