"""There is one step per epoch instead of one per batch.

The gradients of all batches are added up and used once, at the end. Each batch has its own zero_grad, backward and
step.
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
    opt.zero_grad()
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        loss.backward()
        total += loss.item() * len(rows)
    opt.step()
    return total / len(x)
    # END SOLUTION
