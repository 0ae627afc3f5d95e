"""The last, short batch is dropped.

With 5 examples and batches of 2 one example is never seen. Integer division is the usual culprit: a short batch is a
batch.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_an_epoch_takes_every_example_once",
    "test_mean_loss_counts_examples_not_batches",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    order, total, count = torch.randperm(len(x), generator=generator), 0.0, 0
    for index in range(len(x) // batch):
        rows = order[index * batch : (index + 1) * batch]
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total, count = total + loss.item() * len(rows), count + len(rows)
    return total / count
    # END SOLUTION
