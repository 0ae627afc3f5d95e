"""A graph is recorded that nobody needs.

Evaluation mode is about dropout; it does not stop autograd. Without torch.no_grad every intermediate tensor is kept
for a backward pass that never comes.
"""

from torch.nn import functional as F

REGION = "evaluate"
CAUGHT_BY = [
    "test_evaluation_records_no_graph",
]


def evaluate(model, x, y):
    # BEGIN SOLUTION evaluate
    was_training = model.training
    model.eval()
    logits = model(x)
    loss = F.cross_entropy(logits, y)
    accuracy = (logits.argmax(dim=1) == y).float().mean()
    model.train(was_training)
    return loss.item(), accuracy.item()
    # END SOLUTION
