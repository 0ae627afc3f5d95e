"""Gradients are switched off and never on again.

torch.set_grad_enabled(False) holds until somebody undoes it, so the next epoch of training finds no graph. As a block,
`with torch.no_grad():` puts things back by itself.
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
    model.eval()
    torch.set_grad_enabled(False)
    logits = model(x)
    loss = F.cross_entropy(logits, y)
    accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
