"""The gradients are zeroed between backward and step.

Then each step moves by nothing. Zero them before the backward pass.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_one_step_of_training_by_hand",
    "test_three_steps_of_training",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        loss.backward()
        opt.zero_grad()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
