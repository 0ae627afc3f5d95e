"""Training ends when the loss hardly changes.

It takes as many steps as it was told. At small losses, small changes are all there is.
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
        if losses and abs(losses[-1] - float(loss.out_tensor)) < 1e-9:
            losses += [losses[-1]] * (steps - len(losses))
            break
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        optimizer.step()
    return losses
    # END SOLUTION
