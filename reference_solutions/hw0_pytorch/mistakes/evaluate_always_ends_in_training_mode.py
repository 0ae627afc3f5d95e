"""The model is put in training mode afterwards, whatever it was before.

A model that was in evaluation mode, to be used, has dropout on after you looked at it. Remember the mode before you
change it.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_evaluation_mode_is_used_and_the_old_mode_restored",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    model.eval()
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train()
    return loss.item(), accuracy.item()
    # END SOLUTION
