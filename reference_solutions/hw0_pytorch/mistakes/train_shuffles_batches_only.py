"""Whole batches are shuffled, not the examples in them.

The same examples then sit in a batch together in every epoch. Shuffle the examples, then cut the order into batches.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_the_order_is_random_and_comes_from_the_generator",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total, batches = 0.0, torch.arange(len(x)).split(batch)
    for index in torch.randperm(len(batches), generator=generator).tolist():
        rows = batches[index]
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
