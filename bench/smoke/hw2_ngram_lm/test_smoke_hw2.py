"""hw2 in the style of a smoke test: it runs, shapes are right, probabilities sum to one, samples are not too long."""

import math

import numpy as np
import pytest

from ngram_lm import AddK, Interpolated, KneserNey, NGramLM, Vocab, count_ngrams, ngrams

TEXT = ["the cow eats corn", "the cow eats hay", "a cow eats the grass", "the hay grows", "a cow grows"]


def corpus():
    sentences = [line.split() for line in TEXT]
    vocab = Vocab([word for sentence in sentences for word in sentence])
    return vocab, [vocab.encode(sentence) for sentence in sentences]


def make(name, n, size):
    if name == "interpolated":
        return Interpolated(n, size, np.full(n + 1, 1 / (n + 1)))
    return {"mle": NGramLM, "add-k": AddK, "kneser-ney": KneserNey}[name](n, size)


MODELS = ["mle", "add-k", "interpolated", "kneser-ney"]


def test_words_come_back():
    vocab, _ = corpus()
    assert vocab.decode(vocab.encode(["the", "cow"])) == ["the", "cow"]
    assert len(vocab) == 11


def test_ngrams_have_n_entries():
    grams = ngrams([3, 4, 5], 2)
    assert len(grams) > 0
    assert all(len(gram) == 2 for gram in grams)


def test_counts_have_the_right_shape():
    grams, counts = count_ngrams(np.array([3, 4, 3, 4, 5]), 2)
    assert grams.shape[1] == 2
    assert len(grams) == len(counts)
    assert counts.sum() == 4


@pytest.mark.parametrize("name", MODELS)
def test_probabilities_sum_to_one(name):
    vocab, sentences = corpus()
    p = make(name, 2, len(vocab)).fit(sentences).dist(sentences[0][:1])
    assert p.shape == (len(vocab),)
    assert (p >= 0).all()
    assert math.isclose(p.sum(), 1, rel_tol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_perplexity_is_a_finite_number_above_one(name):
    vocab, sentences = corpus()
    perplexity = make(name, 2, len(vocab)).fit(sentences).perplexity(sentences)
    assert math.isfinite(perplexity)
    assert perplexity > 1


@pytest.mark.parametrize("name", MODELS)
def test_samples_have_the_right_length(name):
    vocab, sentences = corpus()
    sample = make(name, 2, len(vocab)).fit(sentences).sample(np.random.default_rng(0), 10)
    assert len(sample) <= 10
    assert all(0 <= word < len(vocab) for word in sample)


def test_em_raises_the_likelihood():
    vocab, sentences = corpus()
    likelihoods = make("interpolated", 2, len(vocab)).fit(sentences[:3]).em(sentences[3:], 5)
    assert len(likelihoods) == 5
    assert likelihoods[-1] >= likelihoods[0]
