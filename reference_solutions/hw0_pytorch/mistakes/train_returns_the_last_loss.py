"""The loss of the last batch is returned.

One batch is a noisy witness of an epoch. Add up the losses of all examples.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_three_steps_of_training",
    "test_mean_loss_counts_examples_not_batches",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()
    # END SOLUTION
