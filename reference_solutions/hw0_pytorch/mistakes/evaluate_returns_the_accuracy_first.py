"""Loss and accuracy are returned in the other order.

The docstring says which comes first.
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
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return accuracy.item(), loss.item()
    # END SOLUTION
