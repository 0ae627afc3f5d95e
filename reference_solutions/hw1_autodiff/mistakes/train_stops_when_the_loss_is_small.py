"""Training ends when the loss is small.

steps says how many steps to take, however small the loss is by then.
"""

from autodiff import SGD, tape, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    optimizer, losses = SGD(model.parameters(), lr), []
    for _ in range(steps):
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        if losses[-1] < 1e-4:
            tape.clear()
            return losses + losses[-1:] * (steps - len(losses))
        optimizer.zero_grad()
        tape_bwd(loss)
        optimizer.step()
    return losses
    # END SOLUTION
