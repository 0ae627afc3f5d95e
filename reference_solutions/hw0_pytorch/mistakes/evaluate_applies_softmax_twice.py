"""The cross-entropy is given probabilities.

F.cross_entropy takes logits and applies the softmax itself. Of probabilities it takes the softmax once more, and the
loss cannot get near 0.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_loss_and_accuracy_by_hand",
    "test_loss_and_accuracy_of_a_random_model",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits.softmax(dim=1), y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
