"""The losses are taken after the steps.

The loss that backward starts from is the one before the step; to compute it anew afterwards costs a second forward
pass on examples the model has just been told.
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
        opt.zero_grad()
        loss.backward()
        opt.step()
        with torch.no_grad():
            total += F.cross_entropy(model(x[rows]), y[rows]).item() * len(rows)
    return total / len(x)
    # END SOLUTION
