"""Piece 3: count_ngrams."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal, fail, integers, kind
from comparisons import sequence
from ngram_lm import count_ngrams


@weight(1.5)
@number("3.1")
def test_count_ngrams_of_seven_ids() -> None:
    """count_ngrams: the bigrams of seven ids, in order, with their counts"""
    grams, counts = sequence(count_ngrams(np.array([3, 1, 3, 1, 4, 3, 1]), 2), 2, "count_ngrams([3, 1, 3, …], 2)")
    integers(grams, (4, 2), "count_ngrams([3, 1, 3, 1, 4, 3, 1], 2): the bigrams")
    integers(counts, (4,), "count_ngrams([3, 1, 3, 1, 4, 3, 1], 2): the counts")
    equal(grams.tolist(), [[1, 3], [1, 4], [3, 1], [4, 3]], "count_ngrams([3, 1, 3, 1, 4, 3, 1], 2): the bigrams")
    equal(counts.tolist(), [1, 1, 3, 1], "count_ngrams([3, 1, 3, 1, 4, 3, 1], 2): the counts")


@weight(1)
@number("3.2")
def test_every_position_is_counted_once() -> None:
    """count_ngrams: n-grams are distinct and in lexicographic order, and the counts sum to the number of positions"""
    ids = np.array([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4, 5, 2, 3, 5, 3, 6])
    for n in (1, 2, 3):
        what = f"count_ngrams of {len(ids)} ids, n = {n}"
        grams, counts = sequence(count_ngrams(ids, n), 2, what)
        if issubclass(type(grams), np.ndarray) and grams.size > n * len(ids):
            fail(f"{what}: the n-grams are {kind(grams)}, and only {len(ids) - n + 1} positions are there")
        rows = [tuple(row) for row in grams.tolist()]
        if rows != sorted(set(rows)):
            fail(f"{what}: the n-grams are not distinct and in lexicographic order: {rows[:6]} …")
        integers(grams, (len(rows), n), f"{what}: the n-grams")
        integers(counts, (len(rows),), f"{what}: the counts")
        equal(int(counts.sum()), len(ids) - n + 1, f"{what}: the sum of the counts")
