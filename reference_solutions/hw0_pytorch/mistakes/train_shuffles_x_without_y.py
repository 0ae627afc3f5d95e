"""The examples are shuffled, their labels are not.

Each example then gets some other example's label, and there is nothing to learn. Index both by the same rows.
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
    total, order = 0.0, torch.randperm(len(x), generator=generator)
    for inputs, labels in zip(x[order].split(batch), y.split(batch), strict=True):
        loss = F.cross_entropy(model(inputs), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(labels)
    return total / len(x)
    # END SOLUTION
