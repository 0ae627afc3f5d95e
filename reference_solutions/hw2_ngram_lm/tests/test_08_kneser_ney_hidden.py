"""Piece 8, hidden: KneserNey, and the leaderboard."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import hide_errors, leaderboard, number, weight

import oracles
from checking import close, distribution, equal, fail
from drivers import dists, dists_after_changes, fitted_twice, leaves_alone, returns_itself, times_of_dist
from judging import needs
from leaderboard_drivers import enter, perplexities
from leak_detector import detect, normalised_score, picked
from ngram_lm import KneserNey
from text_source import TextSource

V = 9


def check(rng: np.random.Generator, n: int, seqs: oracles.Texts, discount: Fraction, asked: list[list[int]]) -> None:
    """dist must agree with the exact fractions after each of these histories."""
    model = KneserNey(n, V, float(discount))
    model.fit(seqs)
    exact = oracles.KneserNey(seqs, n, V, discount)
    for history, p in zip(asked, dists(model, asked), strict=True):
        close(p, exact.dist(history), f"KneserNey({n}, {V}, discount={float(discount)}).dist({history})")


@weight(2)
@number("8.5")
def test_kneser_ney_on_random_texts(rng: np.random.Generator) -> None:
    """KneserNey.dist: values on random texts, for every n, whether the context was seen or not, and when asked again"""
    for n in (1, 2, 3, 4):
        seqs = oracles.texts(rng, V, 12)[2:]
        check(rng, n, seqs, Fraction(3, 4), 2 * oracles.histories(rng, V, seqs, 10))


@weight(1.5)
@number("8.6")
def test_kneser_ney_gives_distributions_on_random_texts(rng: np.random.Generator) -> None:
    """KneserNey.dist: the sum is 1, <s> has no part, every other word is possible, for any context"""
    for n in (1, 2, 3, 5):
        seqs = oracles.texts(rng, V, 20)
        model = KneserNey(n, V, float(rng.uniform(0.2, 0.95)))
        model.fit(seqs)
        asked = [[], [2], [2, 2, 2, 2, 2], *oracles.histories(rng, V, seqs, 15)]
        for history, p in zip(asked, dists(model, asked), strict=True):
            what = f"KneserNey({n}, {V}).dist({history})"
            if not (distribution(p, V, what)[1:] > 0).all():
                fail(f"{what} has entries of 0, expected only <s> to be impossible")


@weight(1.5)
@number("8.7")
def test_kneser_ney_at_the_beginnings_of_texts(rng: np.random.Generator) -> None:
    """KneserNey.dist: many short texts, where <s> is what stands in front of most words"""
    for n in (2, 3, 4):
        words = [int(word) for word in 3 + rng.permutation(V - 3)]
        seqs = [[], [words[0]], [words[1]], [words[1]], [words[2], words[0]], [words[0], words[0]], words[:4]]
        check(
            rng, n, seqs, Fraction(3, 4), [[], words[:1], words[1:2], words[2:3], words[:2], words[:3], [2, words[0]]]
        )


@weight(1)
@number("8.8")
def test_kneser_ney_for_other_discounts(rng: np.random.Generator) -> None:
    """KneserNey.dist: values for other discounts, from small ones up to 1"""
    for discount in (Fraction(1, 16), Fraction(1, 2), Fraction(15, 16), Fraction(1)):
        seqs = oracles.texts(rng, V, 10)
        check(rng, int(rng.integers(2, 4)), seqs, discount, oracles.histories(rng, V, seqs, 6))


@weight(1)
@number("8.9")
def test_kneser_ney_looks_contexts_up(rng: np.random.Generator) -> None:
    """KneserNey.dist: takes hardly longer when there are forty times as many contexts; they are looked up, not scanned

    A right solution takes 0.6 to 1.7 times as long, a scan 11 times and more. Both times are CPU times of the same
    code in one process. There is a second and a third chance. Wrong values are worth nothing, however fast.
    """
    seqs = oracles.texts(rng, V, 6)
    with needs("8.1", "8.2", "8.5"):
        check(rng, 3, seqs, Fraction(3, 4), oracles.histories(rng, V, seqs, 4))
    for last in (False, False, True):
        few, many = ([rng.integers(3, 200, size=20).tolist() for _ in range(count)] for count in (25, 1000))
        seed = int(rng.integers(1 << 30))
        small, large = times_of_dist(KneserNey(3, 200), few, KneserNey(3, 200), many, seed)
        if large < 5 * small:
            return
        if last:
            fail(f"KneserNey.dist takes {large / small:.0f} times longer with 40 times as many contexts")


@weight(1)
@number("8.10")
def test_kneser_ney_approaches_the_best_possible_ngram(rng: np.random.Generator) -> None:
    """KneserNey: its perplexity on text of a known source, above the best n-gram there can be, and not far above it

    The best n-gram model knows the source's odds, so it learns nothing from the training text and forgets nothing.
    """
    source = TextSource(int(rng.integers(1 << 30)))
    train, test = source.sample(rng, 16_000), source.sample(rng, 3_000)
    for n, got in zip((1, 2, 3), perplexities((1, 2, 3), len(source.words) + 3, train + 3, test + 3), strict=True):
        best = oracles.best_ngram(source, n, test)
        # Of right models, 1.004 +- 0.002 for n = 1, 1.026 +- 0.003 and 1.057 +- 0.007: ten deviations away from both.
        if not 0.98 < got / best < 1.16:
            fail(f"KneserNey.perplexity: {got:.4g} for n = {n}, {got / best:.3f} times the best possible, {best:.4g}")


@weight(1)
@number("8.11")
def test_kneser_ney_is_a_language_model(rng: np.random.Generator) -> None:
    """KneserNey: fit reads texts once and returns the model; logprob is the sum of the logarithms of what dist says"""
    seqs = oracles.texts(rng, V, 10)
    model = KneserNey(3, V, 0.6)
    with needs("8.1", "8.2", "8.5"):
        check(rng, 3, seqs, Fraction(0.6), [ids[:-1] for ids in seqs])
    equal(returns_itself(model, iter(seqs)), True, "KneserNey.fit(iter(texts)) is the model")
    exact = oracles.KneserNey(seqs, 3, V, Fraction(0.6))
    for ids in oracles.texts(rng, V, 4):
        logs = [np.log(exact.dist(ids[:t])[word]) for t, word in enumerate([*ids, oracles.EOS])]
        close(model.logprob(ids), sum(logs), f"KneserNey(3, {V}, discount=0.6).logprob({ids})", rtol=1e-9)
    for n in (1, 2):
        empty, exact = KneserNey(n, V, 0.6), oracles.KneserNey([[]], n, V, Fraction(0.6))
        empty.fit([[]])
        logs = [np.log(exact.dist([3][:t])[word]) for t, word in enumerate([3, oracles.EOS])]
        close(empty.logprob([3]), sum(logs), f"KneserNey({n}, {V}, discount=0.6).logprob([3]) after fit([[]])")


@pytest.mark.timeout(150)  # 60 CPU-seconds, where the grader has half a core, and reading the entry
@weight(0)
@number("8.12")
@hide_errors(
    "The entry may take 60 CPU-seconds and store 2,000,000 n-grams, of 50,000 words of training text; it must give "
    "distributions, and they may not come from a look at the text that they predict."
)
@leaderboard("Score (0: best possible 5-gram, 1: perfect)")
def test_leaderboard(rng: np.random.Generator, set_leaderboard_value: Callable[[float], None]) -> None:
    """KneserNey, or leaderboard_model: the entry to the leaderboard stands, within its limits and without a leak

    50,000 words train, 2,000 are predicted, of a source that nobody has seen. An entry that is better than the source
    itself by more than ln(1e9) nats has seen the test text, and does not stand. The perplexity is taken relative to the
    source's own on the same text: whether the text happens to be an easy one then makes no difference.
    """
    source = TextSource(int(rng.integers(1 << 30)))
    train, test = source.sample(rng, 50_000), source.sample(rng, 2_000)
    entry = enter(len(source.words) + 3, train + 3, test + 3)
    if not entry["cpu_seconds"] <= 60:
        fail(f"the entry took {entry['cpu_seconds']:.0f} CPU-seconds, expected at most 60")
    if not entry["orders"] * len(train) <= 2_000_000:
        fail(f"the entry may store {entry['orders'] * len(train)} n-grams, expected at most 2,000,000")
    try:
        logs = picked(entry["distributions"], test + 3)
    except ValueError as error:
        fail(f"the entry's distributions: {error}")
    finding = detect(logs, source.logprob(test))
    if finding.leaked:
        fail(f"the entry does not stand: {finding}")
    perplexity = source.perplexity_floor * float(np.exp((source.logprob(test) - logs).mean()))
    set_leaderboard_value(round(normalised_score(perplexity, source.best_ngram(5), source.perplexity_floor), 4))


@weight(0.5)
@number("8.13")
def test_a_second_fit_of_kneser_ney(rng: np.random.Generator) -> None:
    """KneserNey.fit: a model that is fitted again knows the new texts only, also after it was asked in between"""
    for n in (1, 2, 3):
        first, second = oracles.texts(rng, V, 10), oracles.texts(rng, V, 10)
        asked = oracles.histories(rng, V, second, 6)
        exact = oracles.KneserNey(second, n, V, Fraction(3, 4))
        with needs("8.1", "8.2", "8.5"):
            check(rng, n, second, Fraction(3, 4), asked)
        for history, p in zip(asked, fitted_twice(KneserNey(n, V, 0.75), first, second, asked), strict=True):
            close(p, exact.dist(history), f"KneserNey({n}, {V}), fitted twice, then another: dist({history})")


@weight(0.5)
@number("8.14")
def test_kneser_ney_leaves_lists_alone(rng: np.random.Generator) -> None:
    """KneserNey: fit and dist do not change the lists that they are given; fit keeps none of them"""
    seqs = oracles.texts(rng, V, 10)
    model, history = KneserNey(3, V, 0.75), max(seqs, key=len)[:-1]
    for name, call, argument in (("fit", model.fit, seqs), ("dist", model.dist, history)):
        if leaves_alone(call, argument) is not True:
            fail(f"KneserNey.{name} changed a list that it was given; make a new one, e.g. [*ids, EOS]")
    exact = oracles.KneserNey(seqs, 3, V, Fraction(3, 4))
    with needs("8.1", "8.2", "8.5"):
        close(model.dist(history), exact.dist(history), "KneserNey.dist")
    [later] = dists_after_changes(KneserNey(3, V, 0.75), seqs, [history])
    close(later, exact.dist(history), "after fit, and a change of the lists that it was given, KneserNey.dist")
