"""A single example loses its axis.

One example is a batch of length 1. squeeze drops such axes; leave the logits as they are.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_loss_and_accuracy_of_a_random_model",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x).squeeze()
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
