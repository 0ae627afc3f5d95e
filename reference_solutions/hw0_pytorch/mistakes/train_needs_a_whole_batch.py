"""There is a whole batch always, even if the examples are fewer.

With fewer examples than a batch has, the only batch is the short one. Let split or a range of starts count them.
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
    order, total = torch.randperm(len(x), generator=generator), 0.0
    whole = max(1, len(x) // batch)
    for index in range(whole + (len(x) % batch > 0)):
        rows = order[index * batch : (index + 1) * batch]
        loss = F.cross_entropy(model(x[rows]), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(x)
    # END SOLUTION
