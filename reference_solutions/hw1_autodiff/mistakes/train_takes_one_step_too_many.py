"""There is always a first step.

steps may be 0: then nothing moves, and there are no losses to return. A loop that looks at the end whether it is over
goes round once too often.
"""

from autodiff import SGD, tape_bwd

REGION = "train"
CAUGHT_BY = [
    "test_train_works_for_any_model",
]


def train(model, x, y, lr, steps):
    # BEGIN SOLUTION train
    optimizer, losses = SGD(model.parameters(), lr), []
    while True:
        optimizer.zero_grad()
        loss = model.loss(x, y)
        losses.append(float(loss.out_tensor))
        tape_bwd(loss)
        optimizer.step()
        if len(losses) >= steps:
            return losses
    # END SOLUTION
