"""The losses are one step late.

The docstring asks for the loss before each step. So the first one is the loss of the untrained model, and the loss that
the step was computed from can be used as it is.
"""

from autodiff import SGD, tape, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_train_returns_the_loss_before_each_step",
    "test_three_steps_of_training",
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    optimizer, losses = SGD(model.parameters(), lr), []
    for _ in range(steps):
        optimizer.zero_grad()
        tape_bwd(model.loss(x, y))
        optimizer.step()
        losses.append(float(model.loss(x, y).out_tensor))
        tape.clear()
    return losses
    # END SOLUTION
