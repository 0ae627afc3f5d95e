"""The loss is given probabilities instead of logits.

F.cross_entropy works out the softmax itself, so it wants the logits as the model returns them.
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
        loss = F.cross_entropy(model(x[rows]).softmax(dim=1), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
