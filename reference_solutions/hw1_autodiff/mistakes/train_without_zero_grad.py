"""The gradients of earlier steps are still there.

Leaves are not on the tape, so nobody zeroes their gradients between two steps but you. The loss still falls, which is
why this one is so hard to see.
"""

from autodiff import SGD, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_three_steps_of_training",
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    optimizer, losses = SGD(model.parameters(), lr), []
    for _ in range(steps):
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        optimizer.step()
    return losses
    # END SOLUTION
