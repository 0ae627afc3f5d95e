"""The loss is returned as a tensor.

A tensor keeps the graph it was computed by alive, so a list of such losses holds the memory of every batch. .item()
gives the number alone.
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
        total += loss * len(rows)
    return total / len(x)
    # END SOLUTION
