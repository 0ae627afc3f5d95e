"""Squares of the weights are added to the loss.

The loss is the cross-entropy alone. Whoever wants weight decay asks the optimizer for it.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_three_steps_of_training",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        (loss + 1e-4 * sum(p.square().sum() for p in model.parameters())).backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
