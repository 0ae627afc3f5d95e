"""Piece 8: perplexity."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import diagnosed, log_softmax, near_by_hand, register, unigram
from drivers import make_lm, perplexity


@weight(1)
@number("8.1")
def test_perplexity_of_fixed_probabilities() -> None:
    """perplexity: is V if all V tokens are equally likely; else exp of the mean of -ln p, for every chunk"""
    text = np.array([1, 1, 2, 3, 1, 2, 1])
    near_by_hand(perplexity(make_lm(unigram([0.0] * 6)), text.copy()), 6.0, "perplexity of six equally likely tokens")
    p = np.array([0.1, 0.4, 0.3, 0.2])
    model, want = make_lm(unigram(list(np.log(p)))), np.exp(-np.log(p[text]).mean())
    for chunk in (7, 3, 1):
        near_by_hand(perplexity(model, text, chunk), want, f"perplexity with chunk={chunk}")


@weight(1)
@number("8.2")
def test_perplexity_reads_start_first_and_carries_the_state() -> None:
    """perplexity: the first word is predicted from START, and the state is carried from chunk to chunk"""
    embedding, text = np.array([1.5, 0.5, -1.0, 2.0]), np.array([2, 3, 1, 1, 3])

    def value(read: list[int], before: list[int | None], targets: np.ndarray) -> float:
        """The perplexity of `targets` if these tokens were read, each with that one before it in the state."""
        now = np.tanh(embedding[read])
        old = np.array([0.0 if token is None else np.tanh(np.tanh(embedding[token])) for token in before])
        logs = log_softmax(np.stack([old + 0.5, now - 1.0, old + now, 2 * old - now + 1.0], axis=1))
        return float(np.exp(-logs[np.arange(len(targets)), targets].mean()))

    want = value([0, 2, 3, 1, 1], [None, 0, 2, 3, 1], text)
    guesses = {
        "when the state is not carried from chunk to chunk": value([0, 2, 3, 1, 1], [None, 0, None, 3, None], text),
        "when START is read again in each chunk": value([0, 2, 0, 1, 0], [None, 0, 2, 0, 1], text),
        "when each chunk is a text of its own": value([0, 2, 0, 1, 0], [None, 0, None, 0, None], text),
        "when the first word is not predicted": value([2, 3, 1, 1], [None, 2, 3, 1], text[1:]),
        "when each word is predicted from itself": value([2, 3, 1, 1, 3], [None, 2, 3, 1, 1], text),
    }
    for chunk in (1000, 2):
        found = perplexity(make_lm(register(list(embedding))), text, chunk)
        near_by_hand(found, found, f"perplexity with chunk={chunk}")
        diagnosed(np.float64(found), want, guesses, f"perplexity with chunk={chunk}")
