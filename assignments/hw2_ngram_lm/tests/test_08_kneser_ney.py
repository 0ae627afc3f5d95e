"""Piece 8: KneserNey."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close, distribution
from drivers import dists
from ngram_lm import KneserNey

SAN, FRANCISCO, RED, BLUE, GLASS = range(3, 8)
# "Francisco" is the most frequent word, but it follows only "San"; "glass" follows two different words.
TEXTS = [[SAN, FRANCISCO], [SAN, FRANCISCO], [SAN, FRANCISCO], [RED, GLASS], [BLUE, GLASS]]
# Different words in front: of </s> 2 (Francisco, glass), San 1 (<s>), Francisco 1, red 1, blue 1, glass 2; 8 in all
LOWER = (np.array([0, 2, 0, 1, 1, 1, 1, 2]) - 0.5 * np.array([0, 1, 0, 1, 1, 1, 1, 1])) / 8
LOWER[1:] += 0.5 * 6 / 8 / 7  # what was taken from six words is spread over seven


def fitted(n: int, discount: float) -> object:
    model = KneserNey(n, 8, discount)
    model.fit(TEXTS)
    return model


@weight(1.5)
@number("8.1")
def test_a_frequent_word_that_follows_one_word_only() -> None:
    """KneserNey.dist: below the top order a word counts as often as it has different words in front

    After a word never seen (<unk>) the continuation counts decide: "glass" is more probable than "Francisco".
    """
    close(fitted(2, 0.5).dist([2]), LOWER, "KneserNey(2, 8, discount=0.5).dist([2])")


@weight(1.5)
@number("8.2")
def test_a_bigram_is_discounted_and_interpolated() -> None:
    """KneserNey.dist: counts less the discount, and what was taken goes to all words by the lower order"""
    model = fitted(2, 0.5)
    want = 0.5 * 1 / 3 * LOWER
    want[FRANCISCO] += (3 - 0.5) / 3
    close(model.dist([SAN]), want, "KneserNey(2, 8, discount=0.5).dist([3])")
    want = 0.5 * 3 / 5 * LOWER
    want[[SAN, RED, BLUE]] += np.array([2.5, 0.5, 0.5]) / 5
    close(model.dist([]), want, "KneserNey(2, 8, discount=0.5).dist([])")


@weight(1)
@number("8.3")
def test_unigrams_are_discounted_and_interpolated_with_the_uniform_distribution() -> None:
    """KneserNey.dist: for n = 1 the plain counts less the discount, and the rest is uniform"""
    counts = np.array([0, 5, 0, 3, 3, 1, 1, 2])
    want = np.maximum(counts - 0.75, 0) / 15
    want[1:] += 0.75 * 6 / 15 / 7
    close(fitted(1, 0.75).dist([SAN]), want, "KneserNey(1, 8, discount=0.75).dist([3])")


@weight(1)
@number("8.4")
def test_kneser_ney_gives_distributions() -> None:
    """KneserNey.dist: never negative, no part for <s>, and the sum is 1, whether the context was seen or not"""
    histories = [[], [SAN], [GLASS], [SAN, FRANCISCO], [GLASS, GLASS], [2, SAN], [RED, GLASS, RED, GLASS]]
    for n in (1, 2, 3):
        for history, p in zip(histories, dists(fitted(n, 0.75), histories), strict=True):
            distribution(p, 8, f"KneserNey({n}, 8).dist({history})")
