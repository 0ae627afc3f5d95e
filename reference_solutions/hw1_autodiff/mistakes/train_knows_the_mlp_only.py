"""Training looks for the parameters of an MLP by name.

Any model with loss and parameters() can be trained. Ask it for its parameters instead of knowing what they are
called.
"""

from autodiff import SGD, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    optimizer = SGD([model.alpha, model.alpha0, model.beta, model.beta0], lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        optimizer.step()
    return losses
    # END SOLUTION
