"""Piece 8: perplexity."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import log_softmax, near, register, unigram
from drivers import make_lm, perplexity


@weight(1)
@number("8.1")
def test_perplexity_of_fixed_probabilities() -> None:
    """perplexity: is V if all V tokens are equally likely; else exp of the mean of -ln p, for every chunk"""
    text = np.array([1, 1, 2, 3, 1, 2, 1])
    near(perplexity(make_lm(unigram([0.0] * 6)), text), 6.0, "perplexity of six equally likely tokens")
    p = np.array([0.1, 0.4, 0.3, 0.2])
    model = make_lm(unigram(list(np.log(p))))
    for chunk in (7, 3, 1):
        near(perplexity(model, text, chunk), np.exp(-np.log(p[text]).mean()), f"perplexity with chunk={chunk}")


@weight(1)
@number("8.2")
def test_perplexity_reads_start_first_and_carries_the_state() -> None:
    """perplexity: the first word is predicted from START, and the state is carried from chunk to chunk"""
    embedding, text = np.array([1.5, 0.5, -1.0, 2.0]), np.array([2, 3, 1, 1, 3])
    now = np.tanh(embedding[[0, *text[:-1]]])
    before = np.tanh(np.concatenate([[0.0], now[:-1]]))
    logs = log_softmax(np.stack([before + 0.5, now - 1.0, before + now, 2 * before - now + 1.0], axis=1))
    want = np.exp(-logs[np.arange(5), text].mean())
    for chunk in (1000, 2):
        near(perplexity(make_lm(register(list(embedding))), text, chunk), want, f"perplexity with chunk={chunk}")
