"""The examples are only shifted to a random start.

The order of the examples is random, not only where it begins: torch.randperm.
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
    start = int(torch.randint(len(x), (1,), generator=generator))
    order = torch.roll(torch.arange(len(x)), start)
    for rows in order.split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
