"""The parameters no longer require gradients.

requires_grad_(False) stays with the parameters, so the next epoch of training cannot move them. `with torch.no_grad():`
leaves them alone.
"""

import torch
from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_evaluation_records_no_graph",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval().requires_grad_(False)
    with torch.no_grad():
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
