"""Only the flag of the outermost module is set.

A dropout or normalisation layer inside the model looks at its own flag. model.train() sets the flags of all modules.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_training_is_in_training_mode",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.training = True
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
