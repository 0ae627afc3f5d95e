"""Piece 7: train. With a learning rate of 0 the model stays as it is, and the losses show what each window holds."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import diagnosed, fail, log_softmax, near_by_hand, numbers, register, unigram, weights
from drivers import make_lm, train


@weight(1)
@number("7.1")
def test_train_learns_a_text_that_repeats() -> None:
    """train: the loss starts at ln V for a model that knows nothing, and gets small on a text that repeats 1 2 3"""
    text = np.array([1, 2, 3] * 40)
    first = numbers(train(make_lm(unigram([0.0] * 4)), text, 1, 4, 5, 0.1), 1, "train(…, steps=1, …)")
    near_by_hand(first[0], np.log(4), "train: the loss of the first step when all four tokens are equally likely")
    losses = numbers(train(make_lm(weights(4, 2, 5)), text, 60, 4, 5, 0.05), 60, "train(…, steps=60, …)")
    if not losses[-1] < 0.1:
        fail(f"train: the loss goes from {losses[0]:.3g} to {losses[-1]:.3g} in 60 steps; expected less than 0.1")


@weight(1.5)
@number("7.2")
def test_train_predicts_the_next_row_of_each_window() -> None:
    """train: five windows of two rows, the targets one row further on; the sixth is incomplete, so a new pass starts"""
    streams = np.array([[1, 1, 2, 3, 3, 3, 2, 1, 2, 2, 3, 1], [3, 1, 1, 3, 1, 2, 2, 2, 2, 3, 3, 1]]).T
    text = streams.T.flatten()
    logs = np.log([0.1, 0.4, 0.3, 0.2])

    def windows(*rows: int) -> np.ndarray:
        """The losses of steps whose targets are two rows from each of these on."""
        return np.array([-logs[streams[row : row + 2]].mean() for row in rows])

    losses = numbers(train(make_lm(unigram(list(logs))), text, 7, 2, 2, 0.0), 7, "train(…, steps=7, …)")
    guesses = {
        "when targets are what was just read": windows(0, 2, 4, 6, 8, 0, 2),
        "when windows overlap": windows(1, 2, 3, 4, 5, 6, 7),
        "when a row is left out between windows": windows(1, 4, 7, 10, 1, 4, 7),
        "when the incomplete window is used, too": windows(1, 3, 5, 7, 9, 11, 1),
        "when the losses are sums over the window": 4 * windows(1, 3, 5, 7, 9, 1, 3),
    }
    diagnosed(losses, windows(1, 3, 5, 7, 9, 1, 3), guesses, "train: losses")


@weight(1)
@number("7.3")
def test_train_carries_the_state() -> None:
    """train: with windows of one row, what the model knows of the row before can only come from the state"""
    embedding = np.array([0.0, 0.5, -1.0, 2.0])
    text = np.array([1, 3, 2, 3, 1, 1, 2])
    now = np.tanh(embedding[text])

    def losses_with(before: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """The losses when the state holds `before` of the row before."""
        logs = log_softmax(np.stack([before + 0.5, now - 1.0, before + now, 2 * before - now + 1.0], axis=1))
        return -logs[np.arange(6), targets]

    now, carried, nothing = now[:6], np.tanh(np.concatenate([[0.0], now[:5]])), np.zeros(6)
    losses = numbers(train(make_lm(register(list(embedding))), text.copy(), 6, 1, 1, 0.0), 6, "train(…, steps=6, …)")
    guesses = {
        "when every window starts from the zero state": losses_with(nothing, text[1:]),
        "when targets are what was just read": losses_with(carried, text[:6]),
    }
    diagnosed(losses, losses_with(carried, text[1:]), guesses, "train: losses with bptt=1")
