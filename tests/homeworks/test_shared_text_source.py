"""The text source: its floors are exact, its samples are its own, and each seed has a source of its own."""

from __future__ import annotations

import doctest
import itertools
import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "assignments" / "shared"))
import text_source
from text_source import TextSource

SEEDS = (None, 0, 7)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def source(request):
    return TextSource(request.param)


def enumerated_entropy(source, n):
    """H(w_n | w_1 ... w_{n-1}) from the probability of every possible text of n words, by sums over paths."""
    possible, start = {(): 1.0}, source.stationary

    def weight(words):
        forward = start
        for word in words:
            moved = np.zeros_like(forward)
            arcs = np.flatnonzero(source.probabilities[:, word])
            np.add.at(moved, source.next_state[arcs, word], forward[arcs] * source.probabilities[arcs, word])
            forward = moved
        return forward.sum()

    entropy = [0.0]
    for _ in range(n):
        longer = ((*words, w) for words, w in itertools.product(possible, range(len(source.words))))
        possible = {words: p for words in longer if (p := weight(words)) > 0}
        entropy.append(-sum(p * math.log(p) for p in possible.values()))
    return entropy[n] - entropy[n - 1]


def test_the_example_in_the_docstring_is_true():
    assert doctest.testmod(text_source).failed == 0
    assert doctest.testmod(text_source).attempted == 2


def test_the_past_determines_the_state(source):
    """One arc for each word, each with a target, and probabilities that sum to one: the entropy rate is exact."""
    assert np.array_equal(source.probabilities > 0, source.next_state >= 0)
    assert np.allclose(source.probabilities.sum(axis=1), 1, rtol=0, atol=1e-15)
    assert 120 <= len(source.probabilities) <= 150
    assert 55 <= len(source.words) <= 65


def test_one_more_word_leaves_the_long_run_as_it_is(source):
    state, word = np.nonzero(source.probabilities)
    moved = np.zeros_like(source.stationary)
    np.add.at(moved, source.next_state[state, word], source.stationary[state] * source.probabilities[state, word])
    assert np.allclose(moved, source.stationary, rtol=0, atol=1e-15)
    assert source.stationary.min() > 0
    assert math.isclose(source.stationary.sum(), 1, abs_tol=1e-14)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_best_ngram_is_what_summing_over_all_texts_gives(source, n):
    assert math.isclose(math.log(source.best_ngram(n)), enumerated_entropy(source, n), abs_tol=1e-10)


@pytest.mark.slow
def test_the_best_ngrams_fall_towards_the_floor_and_never_reach_it(source):
    perplexities = [source.best_ngram(n) for n in range(1, 7)]
    assert perplexities == sorted(perplexities, reverse=True)
    assert perplexities[-1] > 1.03 * source.perplexity_floor
    assert math.isclose(math.log(source.perplexity_floor), source.entropy_rate())


def test_the_floor_is_what_the_true_model_reaches_on_a_long_sample(source):
    """The mean of 200,000 log-probabilities: within 4.5 standard errors, from 400 blocks that hardly depend on each
    other."""
    ids = source.sample(np.random.default_rng(1), 200_000)
    blocks = -source.logprob(ids).reshape(400, 500).mean(axis=1)
    error = blocks.std() / math.sqrt(len(blocks))
    assert error < 0.005
    assert abs(blocks.mean() - source.entropy_rate()) < 4.5 * error


def test_words_and_pairs_of_words_are_as_frequent_in_a_sample_as_computed(source):
    """The best bigram model, made of exact probabilities, has the perplexity on a sample that was computed for it."""
    joint = np.zeros((len(source.words), len(source.words)))
    for state, word in zip(*np.nonzero(source.probabilities), strict=True):
        mass = source.stationary[state] * source.probabilities[state, word]
        joint[word] += mass * source.probabilities[source.next_state[state, word]]
    ids = source.sample(np.random.default_rng(2), 200_000)
    logs = np.log(joint[ids[:-1], ids[1:]] / joint.sum(axis=1)[ids[:-1]])
    blocks = -logs[:199_500].reshape(399, 500).mean(axis=1)
    error = blocks.std() / math.sqrt(len(blocks))
    assert abs(blocks.mean() - math.log(source.best_ngram(2))) < 4.5 * error


def test_the_log_probabilities_of_all_short_texts_sum_to_one(source):
    """Every text of 6 words from the start: extend by each word, keep what is possible."""
    texts, logs = [()], np.zeros(1)
    for _ in range(6):
        longer = [(*text, word) for text in texts for word in range(len(source.words))]
        logs = np.array([source.logprob(text).sum() for text in longer])
        texts = [text for text, log in zip(longer, logs, strict=True) if log > -np.inf]
    assert math.isclose(np.exp(logs).sum(), 1, abs_tol=1e-12)


def test_an_impossible_word_has_probability_zero_and_so_has_what_follows():
    source = TextSource()
    ids = source.sample(np.random.default_rng(0), 6)
    assert source.words[ids[1]] == ":"
    logs = source.logprob([*ids[:2], ids[1], *ids[2:]])
    assert np.isfinite(logs[:2]).all()
    assert (logs[2:] == -np.inf).all()
    assert logs.shape == (7,) and logs.dtype == np.float64


def test_a_sample_takes_one_number_for_each_word_from_the_generator_it_is_given(source):
    before = np.random.get_state()[1].tobytes()
    one, two = np.random.default_rng(5), np.random.default_rng(5)
    first = source.sample(one, 1000)
    assert first.dtype == np.int64 and first.shape == (1000,)
    two.random(1000)
    assert one.random() == two.random()
    assert np.array_equal(source.sample(np.random.default_rng(5), 500), first[:500])
    assert np.random.get_state()[1].tobytes() == before


def test_each_seed_has_odds_of_its_own_and_the_words_of_all():
    sources = [TextSource(seed) for seed in range(6)]
    assert len({source.words for source in sources}) == 1
    assert len({source.entropy_rate() for source in sources}) == 6
    assert TextSource(3).entropy_rate() == sources[3].entropy_rate()
    for source in sources:
        assert 2.4 < source.perplexity_floor < 2.9
        assert 1.04 < source.best_ngram(5) / source.perplexity_floor < 1.1


def test_a_text_reads_as_lines():
    source = TextSource()
    lines = source.text(source.sample(np.random.default_rng(3), 400)).split("\n")
    assert len(lines) > 10
    assert all(line.split(" : ")[0] in text_source.SPEAKERS for line in lines)
    assert all(one.split()[0] != two.split()[0] for one, two in itertools.pairwise(lines))


def test_an_ngram_of_no_words_is_refused():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        TextSource().best_ngram(0)
