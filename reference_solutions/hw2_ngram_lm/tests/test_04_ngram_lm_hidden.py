"""Piece 4, hidden: NGramLM, all but sample."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, distribution, equal, fail
from drivers import (
    Gone,
    Known,
    dists,
    dists_after_changes,
    fitted_twice,
    leaves_alone,
    outcomes,
    returns_itself,
    times_of_dist,
)
from judging import needs
from ngram_lm import NGramLM

V = 9


def fitted(n: int, seqs: oracles.Texts) -> object:
    model = NGramLM(n, V)
    model.fit(seqs)
    return model


def logprob(seqs: oracles.Texts, n: int, ids: list[int]) -> float:
    """ln p of a text by the maximum-likelihood model that is fitted to some texts with this one among them."""
    return sum(float(np.log(oracles.relative(seqs, n, ids[:t], V)[word])) for t, word in enumerate([*ids, oracles.EOS]))


@weight(1.5)
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
    """NGramLM.fit: each text has its own <s> and </s>, no n-gram spans two; it reads them once, returns the model"""
    a, b, c = (int(word) for word in 3 + rng.permutation(V - 3)[:3])
    model = NGramLM(3, V)
    equal(returns_itself(model, [[a, b], [c], []]), True, "NGramLM.fit(…) is the model")
    third = (np.eye(V)[a] + np.eye(V)[c] + np.eye(V)[1]) / 3
    close(model.dist([]), third, "NGramLM(3, …) fitted to [a, b], [c], []: dist([])")
    close(model.dist([c]), np.eye(V)[1], "NGramLM(3, …) fitted to [a, b], [c], []: dist([c])")
    once = NGramLM(3, V)
    once.fit(iter([[a, b], [c], []]))
    close(once.dist([]), third, "NGramLM(3, …) fitted to iter([[a, b], [c], []]), to be read only once: dist([])")
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


@weight(1)
@number("4.10")
def test_logprob_of_impossible_and_of_long_texts(rng: np.random.Generator) -> None:
    """NGramLM.logprob: -inf if a factor is 0, even if what follows was never seen; finite for unlikely texts"""
    known = oracles.rows(rng, 2, V)
    known[:, 4] = 0.0
    known /= known.sum(axis=-1, keepdims=True)
    model = Gone(known.copy(), unseen=4)  # after word 4, which never occurs, the model knows nothing
    for ids in ([4], [3, 4, 5], [4, 4, 4], [5, 6, 4]):
        close(model.logprob(ids), -np.inf, f"NGramLM.logprob({ids}), where word 4 was never seen")
    ids = rng.integers(5, V, size=2000).tolist()
    close(model.logprob(ids), sum(oracles.logprobs(known, ids)), "NGramLM.logprob of 2000 words")
    rare = np.full(V, 1e-30)  # possible, though hardly ever
    rare[[0, 1]] = 0.0, 1.0
    close(Known(rare).logprob([3, 5]), 2 * np.log(1e-30), "NGramLM.logprob([3, 5]), where both have probability 1e-30")


@weight(1.5)
@number("4.11")
def test_perplexity_of_random_texts(rng: np.random.Generator) -> None:
    """NGramLM.perplexity: the mean over all tokens of very different texts, an empty one too; it reads them once"""
    for n in (1, 2, 3):
        known = oracles.rows(rng, n, V)
        seqs = [*oracles.texts(rng, V, 5), rng.integers(3, V, size=40).tolist()]
        logs = [log for ids in seqs for log in oracles.logprobs(known, ids)]
        want = np.exp(-np.mean(logs))
        close(Known(known.copy()).perplexity(seqs), want, f"NGramLM.perplexity, n = {n}")
        what = f"NGramLM.perplexity(iter(texts)), which can be read only once, n = {n}"
        close(Known(known.copy()).perplexity(iter(seqs)), want, what)
    long = [rng.integers(3, V, size=1500).tolist(), []]
    logs = [log for ids in long for log in oracles.logprobs(known, ids)]
    close(Known(known.copy()).perplexity(long), np.exp(-np.mean(logs)), "NGramLM.perplexity of a text of 1500 words")
    rare = np.full(V, 1e-50)  # possible, though hardly ever
    rare[[0, 1]] = 0.0, 1.0
    close(Known(rare).perplexity([9 * [3]]), 1e45, "NGramLM.perplexity of nine words of probability 1e-50")
    known[..., 5] = 0.0
    for texts in ([[5, 3]], [[3], [5, 3], [4, 4]]):
        close(Known(known.copy()).perplexity(texts), np.inf, f"where [5, 3] is impossible, NGramLM.perplexity({texts})")


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
        seed = int(rng.integers(1 << 30))
        small, large = times_of_dist(NGramLM(3, 200), few, NGramLM(3, 200), many, seed)
        if large < 6 * small:
            return
        if last:
            fail(f"NGramLM.dist takes {large / small:.0f} times longer with 40 times as many contexts")


@weight(0.5)
@number("4.13")
def test_a_second_fit_forgets_the_first(rng: np.random.Generator) -> None:
    """NGramLM.fit: a model that is fitted again knows the new texts only, also after it was asked in between"""
    for n in (1, 2, 3):
        first, second = oracles.texts(rng, V, 8), oracles.texts(rng, V, 8)
        starts = [ids[:length] for ids in second for length in range(len(ids) + 1)]
        with needs("4.2", "4.5"):
            for history, p in zip(starts, dists(fitted(n, second), starts), strict=True):
                close(p, oracles.relative(second, n, history, V), f"NGramLM({n}, {V}).dist({history})")
        model = NGramLM(n, V)
        for history, p in zip(starts, fitted_twice(model, first, second, starts), strict=True):
            what = f"NGramLM({n}, {V}), fitted twice, then another: dist({history})"
            close(p, oracles.relative(second, n, history, V), what)
        with needs("4.3", "4.9"):
            want = [logprob(second, n, ids) for ids in second]
            for ids, log in zip(second, want, strict=True):
                close(fitted(n, second).logprob(ids), log, f"NGramLM({n}, {V}).logprob({ids})")
        fitted_twice(model, first, second, second)
        for ids, log in zip(second, want, strict=True):
            close(model.logprob(ids), log, f"NGramLM({n}, {V}), fitted twice, then another: logprob({ids})")


@weight(0.5)
@number("4.14")
def test_texts_and_histories_are_left_alone(rng: np.random.Generator) -> None:
    """NGramLM: fit, context, dist, logprob and perplexity do not change the lists they are given; fit keeps none

    An impossible text is one that logprob may leave early, before a list is put back as it was.
    """
    seqs, known = oracles.texts(rng, V, 6), oracles.rows(rng, 3, V)
    model, longest = fitted(3, seqs), max(seqs, key=len)
    fixed = Known(known.copy())
    calls = {"fit": (model.fit, seqs), "context": (model.context, longest[:1]), "dist": (model.dist, longest[:-1])}
    calls |= {"logprob": (fixed.logprob, longest), "perplexity": (fixed.perplexity, seqs)}
    for name, (call, argument) in calls.items():
        if leaves_alone(call, argument) is not True:
            fail(f"NGramLM.{name} changed a list that it was given; make a new one, e.g. [*ids, EOS]")
    starts = [ids[:length] for ids in seqs for length in range(len(ids) + 1)]
    with needs("4.2", "4.3", "4.5", "4.9"):
        close(fixed.logprob(longest), sum(oracles.logprobs(known, longest)), "NGramLM.logprob")
        for history, p in zip(starts, dists(fitted(2, seqs), starts), strict=True):
            close(p, oracles.relative(seqs, 2, history, V), f"NGramLM(2, {V}).dist({history})")
    gone = known.copy()
    gone[..., 4] = 0.0
    for name in ("logprob", "perplexity"):
        ids = [3, 4, 5]
        if leaves_alone(getattr(Known(gone.copy()), name), ids if name == "logprob" else [ids]) is not True:
            fail(f"NGramLM.{name} changed a list, of a text that is impossible; make a new one, e.g. [*ids, EOS]")
    for history, p in zip(starts, dists_after_changes(NGramLM(2, V), seqs, starts), strict=True):
        what = f"after fit, and a change of the lists that it was given, NGramLM(2, {V}).dist({history})"
        close(p, oracles.relative(seqs, 2, history, V), what)
