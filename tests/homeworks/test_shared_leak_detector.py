"""The leak detector: honest models are not accused more often than was promised, dishonest ones are, and quickly."""

from __future__ import annotations

import doctest
import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "assignments" / "shared"))
import leak_detector
from leak_detector import detect, normalised_score, picked
from text_source import TextSource

LENGTH = 2000


@pytest.fixture(scope="module")
def source():
    return TextSource()


@pytest.fixture(scope="module")
def text(source):
    return source.sample(np.random.default_rng(1), LENGTH)


@pytest.fixture(scope="module")
def truth(source, text):
    return source.logprob(text)


def bigram(source, ids, k=0.01):
    """An honest model: add-k bigrams, (words, words)."""
    counts = np.full((len(source.words), len(source.words)), k)
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    return counts / counts.sum(axis=1, keepdims=True)


def test_the_source_itself_is_never_better_than_the_source(truth):
    finding = detect(truth, truth)
    assert not finding.leaked
    assert finding.highest == 0
    assert finding.bound == pytest.approx(20.723, abs=1e-3)


def test_an_honest_model_may_stand(source, text, truth):
    trained = bigram(source, source.sample(np.random.default_rng(2), 50_000))
    model = np.log(np.concatenate([[1 / len(source.words)], trained[text[:-1], text[1:]]]))
    finding = detect(model, truth)
    assert not finding.leaked
    assert str(finding) == "never 20.7 nats better than the source (0.0 at most): no leak is proved"


@pytest.mark.slow
def test_honest_models_cross_the_bound_no_more_often_than_promised():
    """5,000 gamblers that cannot know the next of 60 coin tosses but bet as boldly as raises the alarm most often.

    The bound is nearly reached: this detector could not be made stricter without accusing honest models more often.
    """
    rng = np.random.default_rng(3)
    tosses = rng.random((5_000, 60)) < 0.5
    for false_alarm in (0.5, 0.1, 0.01):
        alarms = 0
        for toss in tosses:
            money, model = 1.0, []
            for heads in toss:  # all that is needed to reach the goal, but never more than there is
                stake = max(min(money, 1.0001 / false_alarm - money), 0.0) / money * 0.999999
                odds = (1 + stake) if heads else (1 - stake)
                model.append(math.log(odds / 2))
                money *= odds
            alarms += detect(np.minimum(model, 0), np.full(60, math.log(0.5)), false_alarm).leaked
        deviation = math.sqrt(false_alarm * (1 - false_alarm) / len(tosses))
        assert 0.9 * false_alarm - 4 * deviation <= alarms / len(tosses) <= false_alarm + 4 * deviation


def test_random_honest_models_of_the_source_are_hardly_ever_accused(source):
    """Causal models that tilt the source's own distribution at random, with a bound that can be seen to hold: 10 %."""
    rng, accused = np.random.default_rng(4), 0
    for _ in range(200):
        text = source.sample(rng, 100)
        truth = source.logprob(text)
        tilt = np.exp(rng.normal(scale=0.5, size=len(source.words)))
        state, model = source._start, []
        for word in text:
            tilted = source.probabilities[state] * tilt
            model.append(math.log(tilted[word] / tilted.sum()))
            state = source.next_state[state, word]
        accused += detect(np.array(model), truth, false_alarm=0.1).leaked
    assert accused <= 20 + 4 * math.sqrt(18)


def test_targets_that_were_not_shifted_are_found_within_some_thirty_words(truth):
    finding = detect(np.full(LENGTH, math.log(0.99)), truth)
    assert finding.leaked and finding.token < 40
    assert str(finding).startswith(f"by word {finding.token} the model was more than 20.7 nats better")


def test_a_memorised_test_text_is_found(source, text, truth):
    """A 6-gram model that was trained on the test text alone."""
    seen = {}
    for position, word in enumerate(text.tolist()):
        seen.setdefault(tuple(text[max(position - 5, 0) : position].tolist()), []).append(word)
    model = []
    for position, word in enumerate(text.tolist()):
        followers = seen[tuple(text[max(position - 5, 0) : position].tolist())]
        model.append(math.log(0.9 * followers.count(word) / len(followers) + 0.1 / len(source.words)))
    finding = detect(np.array(model), truth)
    assert finding.leaked and finding.token < 100


def test_the_log_ratio_is_followed_word_by_word_and_not_only_at_the_end():
    """A model that leaked early and was very bad later did leak."""
    model = np.concatenate([np.full(5, -0.1), np.full(95, -30.0)])
    finding = detect(model, np.full(100, -6.0))
    assert finding.token == 4
    assert finding.highest == pytest.approx(5 * 5.9)


def test_an_impossible_word_in_the_models_eyes_ends_the_game():
    model = np.array([-1.0, -np.inf, 0.0, 0.0])
    assert not detect(model, np.full(4, -15.0)).leaked


@pytest.mark.parametrize(
    ("model", "source", "false_alarm", "message"),
    [
        ([-1.0, -1.0], [-1.0], 1e-9, "two lists of the same length"),
        ([[-1.0]], [[-1.0]], 1e-9, "two lists of the same length"),
        ([-1.0], [-np.inf], 1e-9, "impossible word"),
        ([0.5], [-1.0], 1e-9, "not log-probabilities"),
        ([np.nan], [-1.0], 1e-9, "not log-probabilities"),
        ([-1.0], [-1.0], 0.0, "between 0 and 1"),
    ],
)
def test_what_is_no_pair_of_log_probabilities_is_refused(model, source, false_alarm, message):
    with pytest.raises(ValueError, match=message):
        detect(np.array(model), np.array(source), false_alarm)


def test_probabilities_are_picked_from_distributions_only():
    rows = np.array([[0.2, 0.8], [1.0, 0.0]])
    assert np.allclose(picked(rows, [1, 0]), [math.log(0.8), 0])
    assert picked(rows, [0, 1])[1] == -np.inf
    rounded = picked(np.array([[1 + 1e-10, 0.0]]), [0])
    assert rounded[0] <= 0
    for bad, message in (
        ([[0.6, 0.6]], "sums to 1.2 at position 0"),
        ([[1.5, -0.5]], "negative"),
        ([[np.nan, 0.5]], "negative or not numbers"),
        ([[0.5, 0.5], [0.5, 0.5]], "expected one distribution for each of 1 words"),
        ([0.5], "expected one distribution for each of 1 words"),
    ):
        with pytest.raises(ValueError, match=message):
            picked(np.array(bad), [0])


def test_the_normalised_score_is_0_at_the_best_5gram_and_1_at_the_floor(source):
    best, floor = source.best_ngram(5), source.perplexity_floor
    assert normalised_score(best, best, floor) == 0
    assert normalised_score(floor, best, floor) == 1
    assert normalised_score(source.best_ngram(3), best, floor) < 0 < normalised_score(source.best_ngram(6), best, floor)
    assert normalised_score(math.inf, best, floor) == -math.inf
    with pytest.raises(ValueError, match="must lie below"):
        normalised_score(2.0, best_5gram=2.0, floor=3.0)


def test_the_example_in_the_docstring_is_true():
    assert doctest.testmod(leak_detector).failed == 0
    assert doctest.testmod(leak_detector).attempted == 1
