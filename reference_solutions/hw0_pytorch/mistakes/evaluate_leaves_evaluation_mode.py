"""The model stays in evaluation mode.

The caller's next epoch then trains without dropout and does not know it. Leave the model in the mode in which you
found it.
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
    return loss.item(), accuracy.item()
    # END SOLUTION
