"""Gradients are zeroed through the optimizer's param_groups.

Any optimizer with zero_grad and step will do, and not every one has param_groups. Ask it to zero the gradients
instead.
"""

import torch
from torch.nn import functional as F

REGION = "train_epoch"
CAUGHT_BY = [
    "test_one_step_of_training_by_hand",
]


def train_epoch(model, x, y, opt, batch, generator):
    # BEGIN SOLUTION train_epoch
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch):
        loss = F.cross_entropy(model(x[rows]), y[rows])
        for group in opt.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
