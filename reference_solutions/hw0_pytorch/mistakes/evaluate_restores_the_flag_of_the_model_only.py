"""The modules inside the model stay in evaluation mode.

model.eval() reaches every module inside, so the way back must do so too: model.train(mode), not the attribute.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_evaluation_mode_is_used_and_the_old_mode_restored",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.training = was_training
    return loss.item(), accuracy.item()
    # END SOLUTION
