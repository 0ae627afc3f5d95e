"""Gradients are zeroed through the names of the Classifier's parameters.

Any module can be trained, whatever its parameters are called: the optimizer knows them.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_one_step_of_training_by_hand",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        for parameter in (model.W1, model.b1, model.W2, model.b2):
            parameter.grad = None
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
