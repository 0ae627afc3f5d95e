"""Piece 7: train. With a learning rate of 0 the model stays as it is, and the losses show what each window holds."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close, fail, log_softmax, near, numbers, register, unigram, weights
from drivers import make_lm, train


@weight(1)
@number("7.1")
def test_train_learns_a_text_that_repeats() -> None:
    """train: the loss starts at ln V for a model that knows nothing, and gets small on a text that repeats 1 2 3"""
    text = np.array([1, 2, 3] * 40)
    first = numbers(train(make_lm(unigram([0.0] * 4)), text, 1, 4, 5, 0.1), 1, "train(…, steps=1, …)")
    near(first[0], np.log(4), "train: the loss of the first step when all four tokens are equally likely")
    losses = numbers(train(make_lm(weights(4, 2, 5)), text, 60, 4, 5, 0.05), 60, "train(…, steps=60, …)")
    if not losses[-1] < 0.1:
        fail(f"train: the loss goes from {losses[0]:.3g} to {losses[-1]:.3g} in 60 steps; expected less than 0.1")


@weight(1.5)
@number("7.2")
def test_train_predicts_the_next_row_of_each_window() -> None:
    """train: five windows of two rows, the targets one row further on; the sixth is incomplete, so a new pass starts"""
    streams = np.array([[1, 1, 2, 3, 3, 3, 2, 1, 2, 2, 3, 1], [3, 1, 1, 3, 1, 2, 2, 2, 2, 3, 3, 1]]).T
    text = streams.T.ravel()
    logs = np.log([0.1, 0.4, 0.3, 0.2])
    want = [-logs[streams[row : row + 2]].mean() for row in (1, 3, 5, 7, 9, 1, 3)]
    losses = numbers(train(make_lm(unigram(list(logs))), text, 7, 2, 2, 0.0), 7, "train(…, steps=7, …)")
    close(losses, want, "train: the losses of seven steps of a model with fixed probabilities,", dtype="float64")


@weight(1)
@number("7.3")
def test_train_carries_the_state() -> None:
    """train: with windows of one row, what the model knows of the row before can only come from the state"""
    embedding = np.array([0.0, 0.5, -1.0, 2.0])
    text = np.array([1, 3, 2, 3, 1, 1, 2])
    now = np.tanh(embedding[text])
    before = np.tanh(np.concatenate([[0.0], now[:-1]]))
    logs = log_softmax(np.stack([before + 0.5, now - 1.0, before + now, 2 * before - now + 1.0], axis=1))
    want = [-logs[row, text[row + 1]] for row in range(6)]
    losses = numbers(train(make_lm(register(list(embedding))), text, 6, 1, 1, 0.0), 6, "train(…, steps=6, …)")
    close(losses, want, "train: the losses of six steps with bptt=1,", dtype="float64")
