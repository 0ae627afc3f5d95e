"""Winnowing keeps its promise, and the index counts as one would by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.similarity.index import Index
from autograder.similarity.winnowing import WINDOW, K, is_among, k_grams, winnowed

tokens = st.lists(st.integers(0, 5), max_size=60)


def ids(values):
    return np.array(values, np.uint64).reshape(len(values))


@pytest.mark.slow
@given(tokens, tokens, tokens, tokens, st.lists(st.integers(0, 5), min_size=K + WINDOW - 1, max_size=40))
def test_a_shared_passage_of_k_plus_window_minus_1_tokens_is_always_noticed(a, b, c, d, shared):
    one, two = k_grams(ids([*a, *shared, *b])), k_grams(ids([*c, *shared, *d]))
    assert set(one[winnowed(one)].tolist()) & set(two[winnowed(two)].tolist())


@given(tokens)
def test_a_hash_is_of_k_tokens_and_of_nothing_else(values):
    hashes = k_grams(ids(values))
    assert len(hashes) == max(0, len(values) - K + 1)
    for place, found in enumerate(hashes.tolist()):
        assert found == k_grams(ids(values[place : place + K])).tolist()[0]


@given(tokens, tokens)
def test_what_is_expected_is_never_chosen_and_hides_nothing_else(values, given_code):
    hashes, expected = k_grams(ids(values)), np.unique(k_grams(ids(given_code)))
    chosen = winnowed(hashes, expected)
    own = np.flatnonzero(~is_among(hashes, expected)).tolist()
    assert set(chosen.tolist()) <= set(own)
    for start in range(len(hashes) - WINDOW + 1):  # each window without expected code has its choice
        if set(range(start, start + WINDOW)) <= set(own):
            assert set(range(start, start + WINDOW)) & set(chosen.tolist())


@settings(max_examples=50)
@given(st.lists(st.sets(st.integers(0, 12)), min_size=1, max_size=8))
def test_surprise_is_the_sum_of_the_weights_of_what_is_shared(sets):
    index = Index([np.array(sorted(each), np.uint64) for each in sets])

    def weight(value):
        return math.log2((len(sets) + 1) / sum(value in each for each in sets))

    for left, one in enumerate(sets):
        expected = [sum(map(weight, one & other)) for other in sets]
        assert index.shared_with(left).tolist() == pytest.approx(expected)
    ranking = index.ranking(np.ones(len(sets), bool), 3)
    ranks = sorted(
        (
            sum(map(weight, one & sets[right])) ** 3 / min(sum(map(weight, one)), sum(map(weight, sets[right]))) ** 2
            for left, one in enumerate(sets)
            for right in range(left + 1, len(sets))
            if one & sets[right]
        ),
        reverse=True,
    )
    assert [pair.rank for pair in ranking.pairs] == pytest.approx(ranks[:3])


def test_what_a_large_ring_shares_still_counts():
    """Half of a class: no cut, only a smaller weight."""
    ring = [np.array([*range(100), 1000 + number], np.uint64) for number in range(50)]
    others = [np.arange(200 * number, 200 * number + 100, dtype=np.uint64) for number in range(20, 70)]
    ranking = Index([*ring, *others]).ranking(np.ones(100, bool), 10_000)
    assert len(ranking.pairs) == 50 * 49 // 2
    assert all(pair.right < 50 and pair.share > 0.9 for pair in ranking.pairs)
