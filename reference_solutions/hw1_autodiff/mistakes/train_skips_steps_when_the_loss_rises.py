"""There is no step when the loss has risen.

Each step is taken, whatever the loss is.
"""

from autodiff import SGD, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    losses = []
    optimizer = SGD(model.parameters(), lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        if len(losses) > 1 and losses[-1] > losses[-2]:
            continue
        optimizer.step()
    return losses
    # END SOLUTION
