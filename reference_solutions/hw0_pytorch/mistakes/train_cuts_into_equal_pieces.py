"""The order is cut into pieces of equal size by chunk.

chunk is given the number of pieces, and makes them equal. split is given their size: batches of `batch` examples,
and a short one at the end.
"""

import math

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_mean_loss_counts_examples_not_batches",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    order = torch.randperm(len(x), generator=generator)
    for rows in order.chunk(math.ceil(len(x) / batch)):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
