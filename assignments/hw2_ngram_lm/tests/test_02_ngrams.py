"""Piece 2: ngrams."""

from gradescope_utils.autograder_utils.decorators import number, weight

from checking import same_ngrams
from ngram_lm import ngrams


@weight(1)
@number("2.1")
def test_trigrams_of_three_words() -> None:
    """ngrams: the trigrams of three words, with two <s> in front and one </s> behind"""
    want = [(0, 0, 5), (0, 5, 7), (5, 7, 6), (7, 6, 1)]
    same_ngrams(ngrams([5, 7, 6], 3), want, "ngrams([5, 7, 6], 3)")


@weight(0.75)
@number("2.2")
def test_unigrams_need_no_padding() -> None:
    """ngrams: unigrams are the words themselves and </s>, with no <s>"""
    same_ngrams(ngrams([5, 7, 6], 1), [(5,), (7,), (6,), (1,)], "ngrams([5, 7, 6], 1)")
