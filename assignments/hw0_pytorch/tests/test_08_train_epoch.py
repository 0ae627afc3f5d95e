"""Piece 8: train_epoch, with a linear model that remembers the batches it was given."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, fail, python_float, shown
from model_drivers import train

W, B = np.zeros((2, 2), dtype=np.float32), np.zeros(2, dtype=np.float32)
X = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0], [0.0, 4.0], [5.0, 5.0]], dtype=np.float32)
Y = np.array([0, 1, 0, 1, 1])


@weight(1)
@number("8.1")
def test_one_step_of_training_by_hand() -> None:
    """train_epoch: one batch with all examples gives the loss before, and the weights after, one step by hand

    All logits are 0 before the step, so the loss is log 2 and the slope of each logit is 1/2 or -1/2.
    """
    seen = train(W, B, X[:4], Y[:4], lr=1.0, batch=4, seed=0)
    loss = python_float(seen["losses"][0], "train_epoch: the loss it returns")
    close_by_hand(loss, np.log(2.0), "train_epoch: the loss it returns", dtype=None, rtol=1e-5, batch=4)
    want = [[0.5, -0.5], [-0.625, 0.625]]
    close_by_hand(seen["weights"], want, "train_epoch: the weights after one step", batch=4)
    close_by_hand(seen["bias"], [0.0, 0.0], "train_epoch: the bias after one step", batch=4)


@weight(1)
@number("8.2")
def test_an_epoch_takes_every_example_once() -> None:
    """train_epoch: every example is taken once, in batches of the given size, and the last may be short"""
    (batches,) = train(W, B, X.copy(), Y, lr=0.1, batch=2, seed=0)["batches"]
    shapes = [np.shape(inputs) for inputs in batches]
    if shapes != [(2, 2), (2, 2), (1, 2)]:
        fail(f"train_epoch with batch=2 gave the model {shown(shapes)} for 5 examples, expected (2, 2), (2, 2), (1, 2)")
    rows = sorted(tuple(row) for inputs in batches for row in inputs.tolist())
    if rows != sorted(tuple(row) for row in X.tolist()):
        fail(
            f"train_epoch gave the model {len(rows)} examples, {len(set(rows))} of them different; all 5 once is right"
        )
