"""The accuracy is a percentage.

It is a share, between 0 and 1; whoever prints it can make a percentage of it.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_loss_and_accuracy_by_hand",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = 100 * (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
