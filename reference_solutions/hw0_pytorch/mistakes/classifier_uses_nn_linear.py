"""The layers are nn.Linear.

It works, but the point is to see what is inside: a matrix and a bias, marked as parameters. nn.Linear also draws its
weights from PyTorch's global generator, not from yours.
"""

from torch import nn

REGION = "Classifier.__init__"
CAUGHT_BY = [
    "test_classifier_registers_four_parameters",
    "test_classifier_draws_its_weights_with_the_given_generator",
]


class Classifier:
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        # BEGIN SOLUTION Classifier.__init__
        self.p_drop, self.generator = p_drop, generator
        self.first, self.second = nn.Linear(d_in, d_hidden), nn.Linear(d_hidden, n_classes)
        self.W1, self.b1 = self.first.weight, self.first.bias
        self.W2, self.b2 = self.second.weight, self.second.bias
        # END SOLUTION
