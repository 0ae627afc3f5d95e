"""It draws from a copy of the generator.

The generator that was given does not move on, so the next model that is made with it starts with the same weights.
Draw from the generator itself.
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
        if generator is not None:
            g = torch.Generator()
            g.set_state(generator.get_state())
            generator = g
        self.generator = generator
        self.W1 = nn.Parameter(torch.randn(d_hidden, d_in, generator=generator) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
