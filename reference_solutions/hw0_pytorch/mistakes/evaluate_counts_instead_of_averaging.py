"""The accuracy is the number of right answers.

Asked is a share between 0 and 1, which can be compared between sets of different sizes.
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
        accuracy = (logits.argmax(dim=1) == y).sum()
    model.train(was_training)
    return loss.item(), float(accuracy)
    # END SOLUTION
