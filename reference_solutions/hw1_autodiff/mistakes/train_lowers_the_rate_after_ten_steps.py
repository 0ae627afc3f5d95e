"""From the tenth step on the learning rate is a tenth.

The learning rate stays what it was given as.
"""

from autodiff import SGD, tape_bwd, zero_grad

REGION = "train"
CAUGHT_BY = [
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    losses = []
    for step in range(steps):
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        zero_grad(model.parameters())
        tape_bwd(loss)
        SGD(model.parameters(), lr if step < 10 else lr / 10).step()
    return losses
    # END SOLUTION
