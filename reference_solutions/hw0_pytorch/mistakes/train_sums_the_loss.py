"""The loss of a batch is a sum, not a mean.

Then the steps grow with the batch: twice the batch, twice the step, and the learning rate has to be tuned anew for
each batch size.
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
        loss = F.cross_entropy(model(x[rows]), y[rows], reduction="sum")
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
    return total / len(x)
    # END SOLUTION
