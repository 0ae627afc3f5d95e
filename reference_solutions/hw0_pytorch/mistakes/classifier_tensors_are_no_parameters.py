"""The weights are tensors, not nn.Parameters.

model.parameters() finds only what is an nn.Parameter, so the optimizer gets nothing to train and the weights are
missing from state_dict. requires_grad=True alone does not register a tensor.
"""

import math

import torch

REGION = "Classifier.__init__"
CAUGHT_BY = [
    "test_classifier_registers_four_parameters",
]


class Classifier:
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        # BEGIN SOLUTION Classifier.__init__
        self.p_drop, self.generator = p_drop, generator
        self.W1 = (torch.randn(d_hidden, d_in, generator=generator) / math.sqrt(d_in)).requires_grad_()
        self.b1 = torch.zeros(d_hidden, requires_grad=True)
        self.W2 = (torch.randn(n_classes, d_hidden, generator=generator) / math.sqrt(d_hidden)).requires_grad_()
        self.b2 = torch.zeros(n_classes, requires_grad=True)
        # END SOLUTION
