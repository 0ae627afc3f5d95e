"""Only the flag of the outermost module is set.

A dropout or normalisation layer inside the model looks at its own flag. model.eval() sets the flags of all modules.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_evaluation_mode_is_used_and_the_old_mode_restored",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training, model.training = model.training, False
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.training = was_training
    return loss.item(), accuracy.item()
    # END SOLUTION
