"""Piece 9: evaluate, with a linear model that negates its logits in training mode, as dropout would change them."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, floats
from model_drivers import evaluate


@weight(1)
@number("9.1")
def test_loss_and_accuracy_by_hand() -> None:
    """evaluate: mean loss and accuracy for four examples by hand

    The logits are (log 2, 0), (log 2, 0), (0, log 2) and (0, log 2): probabilities 2/3 and 1/3.
    """
    x = np.log([[2.0, 1.0], [2.0, 1.0], [1.0, 2.0], [1.0, 2.0]]).astype(np.float32)
    y = np.array([0, 1, 1, 1])
    seen = evaluate(np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32), x, y)
    loss, accuracy = floats(seen["result"], 2, "evaluate")
    close_by_hand(loss, (3 * np.log(3 / 2) + np.log(3)) / 4, "evaluate: the mean loss", dtype=None, rtol=1e-4, batch=4)
    close_by_hand(accuracy, 0.75, "evaluate: the accuracy", dtype=None, rtol=1e-6, batch=4)
