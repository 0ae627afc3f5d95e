"""Training draws random numbers.

Full-batch gradient descent has nothing to shuffle, and np.random is a state that belongs to the whole program.
"""

import numpy as np

from autodiff import SGD, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    optimizer, losses = SGD(model.parameters(), lr), []
    for _ in range(steps):
        order = np.random.permutation(len(x))
        optimizer.zero_grad()
        loss = model.loss(x[order], y[order])
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        optimizer.step()
    return losses
    # END SOLUTION
