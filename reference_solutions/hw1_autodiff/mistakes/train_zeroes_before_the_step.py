"""The gradients are zeroed between tape_bwd and step.

Then each step moves by nothing. Zero them before the backward pass, or after the step.
"""

from autodiff import SGD, tape_bwd

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
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        optimizer.zero_grad()
        optimizer.step()
    return losses
    # END SOLUTION
