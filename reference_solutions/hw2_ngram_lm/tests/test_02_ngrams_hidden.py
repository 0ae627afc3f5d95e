"""Piece 2, hidden: ngrams."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import equal, same_ngrams
from drivers import ngrams_and_text
from judging import needs
from ngram_lm import ngrams


@weight(1.5)
@number("2.3")
def test_ngrams_of_random_texts(rng: np.random.Generator) -> None:
    """ngrams: for random texts and every n, one n-gram for each word and one for </s>"""
    for n in range(1, 7):
        ids = rng.integers(2, 50, size=rng.integers(6, 12)).tolist()
        same_ngrams(ngrams(ids, n), oracles.grams(ids, n), f"ngrams of {len(ids)} words, n = {n}")


@weight(0.75)
@number("2.4")
def test_ngrams_of_short_texts(rng: np.random.Generator) -> None:
    """ngrams: texts shorter than n, down to the empty one"""
    for n in range(1, 7):
        for length in range(4):
            ids = rng.integers(2, 50, size=length).tolist()
            same_ngrams(ngrams(ids, n), oracles.grams(ids, n), f"ngrams of {length} words, n = {n}")


@weight(1)
@number("2.5")
def test_ngrams_leaves_the_text_as_it_is(rng: np.random.Generator) -> None:
    """ngrams: the text is not modified, so asking again gives the same"""
    for n in (1, 2, 4):
        ids = rng.integers(2, 50, size=6).tolist()
        returned, after = ngrams_and_text(ids, n)
        equal(after, ids, f"ngrams, n = {n}: the text afterwards")
        with needs("2.1", "2.2", "2.3"):
            same_ngrams(returned, oracles.grams(ids, n), f"ngrams, n = {n}")
