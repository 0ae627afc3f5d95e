"""All weights start at zero.

Then all hidden units compute the same and get the same gradient (here even 0), for ever: the network never becomes
more than its biases. Draw the weights at random.
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
        self.W1 = nn.Parameter(torch.zeros(d_hidden, d_in))
        self.b1 = nn.Parameter(torch.zeros(d_hidden))
        self.W2 = nn.Parameter(torch.zeros(n_classes, d_hidden))
        self.b2 = nn.Parameter(torch.zeros(n_classes))
        # END SOLUTION
