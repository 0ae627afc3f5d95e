"""Piece 4, hidden: NGramLM, all but sample."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, distribution, equal, fail
from drivers import Gone, Known, dists, outcomes, returns_itself, times_of_dist
from judging import needs
from ngram_lm import NGramLM

V = 9


def fitted(n: int, seqs: oracles.Texts) -> object:
    model = NGramLM(n, V)
    model.fit(seqs)
    return model


@weight(2)
@number("4.5")
def test_maximum_likelihood_on_random_texts(rng: np.random.Generator) -> None:
    """NGramLM.dist: relative frequencies on random texts, for every n; nothing for <s>, and the sum is 1"""
    for n in (1, 2, 3, 4):
        seqs = oracles.texts(rng, V, 12)
        starts = [ids[:length] for ids in seqs for length in range(len(ids) + 1)]
        for history, p in zip(starts, dists(fitted(n, seqs), starts), strict=True):
            what = f"NGramLM({n}, {V}).dist({history})"
            close(distribution(p, V, what), oracles.relative(seqs, n, history, V), what)


@weight(1)
@number("4.6")
def test_a_context_never_seen_is_an_error(rng: np.random.Generator) -> None:
    """NGramLM.dist: ValueError for a context never seen, however often it is asked for"""
    words = [int(word) for word in 3 + rng.permutation(V - 3)]
    model = fitted(3, [words[:4], words[1:3]])
    unseen = [[words[5], words[0]], [words[1], words[0]], [words[3], words[2]]]
    for history in (*unseen, *unseen):
        with pytest.raises(ValueError):  # noqa: PT011 - the message is free
            model.dist(history)
    close(model.dist(words[:2]), np.eye(V)[words[2]], "NGramLM(3, …).dist of a context that was seen")


@weight(1)
@number("4.7")
def test_texts_are_counted_apart(rng: np.random.Generator) -> None:
    """NGramLM.fit: each text has its own <s> and </s>, no n-gram spans two texts, and the model itself is returned"""
    a, b, c = (int(word) for word in 3 + rng.permutation(V - 3)[:3])
    model = NGramLM(3, V)
    equal(returns_itself(model, [[a, b], [c], []]), True, "NGramLM.fit(…) is the model")
    third = (np.eye(V)[a] + np.eye(V)[c] + np.eye(V)[1]) / 3
    close(model.dist([]), third, "NGramLM(3, …) fitted to [a, b], [c], []: dist([])")
    close(model.dist([c]), np.eye(V)[1], "NGramLM(3, …) fitted to [a, b], [c], []: dist([c])")
    seen = outcomes(model.dist, [[b, c], [b, 1], [1, c], [b, 0]])
    equal(
        [kind if type(kind) is str else "a distribution" for kind in seen], ["ValueError"] * 4, "dist across two texts"
    )


@weight(1)
@number("4.8")
def test_the_context_of_random_histories(rng: np.random.Generator) -> None:
    """NGramLM.context: random histories, shorter and longer than n-1 words"""
    for n in range(1, 6):
        for length in range(8):
            history = rng.integers(2, V, size=length).tolist()
            got = NGramLM(n, V).context(history)
            equal(got, oracles.context(history, n), f"NGramLM({n}, {V}).context of {length} words")
            if type(got) is not tuple:
                fail(f"NGramLM({n}, {V}).context returned a {type(got).__name__}, expected a tuple")


@weight(1.5)
@number("4.9")
def test_logprob_of_random_texts(rng: np.random.Generator) -> None:
    """NGramLM.logprob: values on random texts, for models with known probabilities and every n"""
    for n in (1, 2, 3):
        known = oracles.rows(rng, n, V)
        model = Known(known.copy())
        for ids in oracles.texts(rng, V, 4):
            want = sum(oracles.logprobs(known, ids))
            close(model.logprob(ids), want, f"NGramLM.logprob of {len(ids)} words, n = {n}")


@weight(1.5)
@number("4.10")
def test_logprob_of_impossible_and_of_long_texts(rng: np.random.Generator) -> None:
    """NGramLM.logprob: -inf if a factor is 0, even if what follows was never seen; finite for a very long text"""
    known = oracles.rows(rng, 2, V)
    known[:, 4] = 0.0
    known /= known.sum(axis=-1, keepdims=True)
    model = Gone(known.copy(), unseen=4)  # after word 4, which never occurs, the model knows nothing
    for ids in ([4], [3, 4, 5], [4, 4, 4], [5, 6, 4]):
        close(model.logprob(ids), -np.inf, f"NGramLM.logprob({ids}), where word 4 was never seen")
    ids = rng.integers(5, V, size=2000).tolist()
    close(model.logprob(ids), sum(oracles.logprobs(known, ids)), "NGramLM.logprob of 2000 words")


@weight(1.5)
@number("4.11")
def test_perplexity_of_random_texts(rng: np.random.Generator) -> None:
    """NGramLM.perplexity: the mean over all tokens of texts of very different lengths, an empty one among them"""
    for n in (1, 2, 3):
        known = oracles.rows(rng, n, V)
        seqs = [*oracles.texts(rng, V, 4), rng.integers(3, V, size=40).tolist()]
        logs = [log for ids in seqs for log in oracles.logprobs(known, ids)]
        close(Known(known.copy()).perplexity(seqs), np.exp(-np.mean(logs)), f"NGramLM.perplexity, n = {n}")
    known[..., 5] = 0.0
    close(Known(known).perplexity([[5, 3]]), np.inf, "NGramLM.perplexity of an impossible text")


@weight(1)
@number("4.12")
def test_a_distribution_is_looked_up(rng: np.random.Generator) -> None:
    """NGramLM.dist: takes no longer when there are forty times as many contexts; they are looked up, not scanned

    A right solution takes 0.7 to 1.7 times as long, a scan 24 times and more. Both times are CPU times of the same
    code in one process. There is a second and a third chance. Wrong values are worth nothing, however fast.
    """
    seqs = oracles.texts(rng, V, 6)
    with needs("4.1", "4.2"):
        for ids in seqs:
            close(fitted(3, seqs).dist(ids), oracles.relative(seqs, 3, ids, V), f"NGramLM(3, {V}).dist({ids})")
    for last in (False, False, True):
        few, many = ([rng.integers(3, 200, size=20).tolist() for _ in range(count)] for count in (25, 1000))
        small, large = times_of_dist(NGramLM(3, 200), few, NGramLM(3, 200), many)
        if large < 6 * small:
            return
        if last:
            fail(f"NGramLM.dist takes {large / small:.0f} times longer with 40 times as many contexts")
