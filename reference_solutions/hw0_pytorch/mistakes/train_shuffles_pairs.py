"""Pairs of examples are shuffled, and stay together.

Each example has a random place of its own. torch.randperm(len(x)) gives such an order.
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
    total = 0.0
    half = torch.randperm((len(x) + 1) // 2, generator=generator)
    order = torch.stack([2 * half, 2 * half + 1], 1).reshape(-1)
    order = order[order < len(x)]
    for rows in order.split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
