"""The number of classes is taken from the labels of the batch.

A batch need not hold the last class. The model's logits have an entry for each class.
"""

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
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        logp = F.log_softmax(model(x[rows]), dim=1)
        loss = -(F.one_hot(y[rows]) * logp).sum(1).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
