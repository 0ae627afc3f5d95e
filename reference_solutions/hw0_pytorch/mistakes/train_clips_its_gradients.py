"""Large gradients are clipped.

Nobody asked for that: each step is the optimizer's, from the gradient of the batch as it is.
"""

import torch
from torch import nn
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_three_steps_of_training",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
