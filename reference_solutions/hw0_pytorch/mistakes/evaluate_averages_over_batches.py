"""Loss and accuracy are means of the batches' means.

Many examples may well be evaluated batch by batch. The last batch is shorter, so the mean over all examples is not the
mean of what the batches give.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_loss_and_accuracy_of_a_random_model",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training, losses, shares = model.training, [], []
    model.eval()
    with torch.no_grad():
        for rows in torch.arange(len(x)).split(64):
            logits = model(x[rows])
            losses.append(F.cross_entropy(logits, y[rows]))
            shares.append((logits.argmax(dim=1) == y[rows]).float().mean())
    model.train(was_training)
    return torch.stack(losses).mean().item(), torch.stack(shares).mean().item()
    # END SOLUTION
