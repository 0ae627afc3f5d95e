"""Examples are drawn with replacement.

torch.randint may draw an example twice and another not at all. An epoch is a pass: every example exactly once, as in
a permutation.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_an_epoch_takes_every_example_once",
    "test_three_steps_of_training",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randint(len(x), (len(x),), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
