"""The loss is the logarithm of a softmax.

Where the model is sure and wrong, the probability of the true class rounds to 0 and the loss becomes infinite.
F.cross_entropy on the logits stays finite.
"""

import torch

REGION = "evaluate"
CAUGHT_BY = [
    "test_evaluation_is_stable",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
        loss = -logits.softmax(dim=1)[torch.arange(len(y)), y].log().mean()
        accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
