"""The model is not put in evaluation mode.

With dropout on, half the network is missing while you measure it, and every measurement is different.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_loss_and_accuracy_by_hand",
    "test_evaluation_mode_is_used_and_the_old_mode_restored",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    return loss.item(), accuracy.item()
    # END SOLUTION
