"""Without a generator it makes one of its own.

None means PyTorch's global generator, the one that torch.manual_seed sets. Every function that draws takes
generator=None as well: hand it on.
"""

import math

import torch
from torch import nn

REGION = "Classifier.__init__"
CAUGHT_BY = [
    "test_without_a_generator_randomness_is_global",
]


class Classifier:
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        # BEGIN SOLUTION Classifier.__init__
        self.p_drop = p_drop
        self.generator = generator = generator or torch.Generator().manual_seed(0)
        self.W1 = nn.Parameter(torch.randn(d_hidden, d_in, generator=generator) / math.sqrt(d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
