"""Piece 5, hidden: sample."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import equal, fail
from drivers import Known, sample_and_watch, sample_by_script

V = 9
LONG = 120  # more words than max_len is by default


def rolls(seed: int) -> list[float]:
    return np.random.default_rng(seed).random(200).tolist()


@weight(1.5)
@number("5.3")
def test_samples_of_random_models(rng: np.random.Generator) -> None:
    """NGramLM.sample: the words that the generator's numbers give by the inverse CDF, for random models and every n"""
    for n in (1, 2, 3):
        known = oracles.rows(rng, n, V)
        for max_len in (3, 60, 60):
            seed = int(rng.integers(1 << 30))
            want, _ = oracles.rolled(known, iter(rolls(seed)), max_len)
            seen = sample_and_watch(Known(known.copy()), seed, max_len)
            equal(seen["words"], want, f"NGramLM.sample, n = {n}, max_len = {max_len}")


@weight(0.75)
@number("5.4")
def test_each_word_depends_on_those_before(rng: np.random.Generator) -> None:
    """NGramLM.sample: the context moves along, where each word is certain given the last two"""
    known = np.zeros((V, V, V))
    known[..., 1] = 1.0
    words = [int(word) for word in 3 + rng.integers(1, V - 3, size=2)]  # from 3, 3 on, it would be 3 for ever
    sums = [0, 0, *words]
    known[0, 0] = np.eye(V)[words[0]]
    known[0, words[0]] = np.eye(V)[words[1]]
    for a in range(3, V):
        for b in range(3, V):
            known[a, b] = np.eye(V)[3 + (a + b) % (V - 3)]  # like Fibonacci's numbers
    while len(sums) < 2 + LONG:
        sums.append(3 + (sums[-2] + sums[-1]) % (V - 3))
    equal(
        sample_by_script(Known(known), [0.5] * LONG, LONG),
        sums[2:],
        f"NGramLM.sample of a model that is sure of each word, max_len = {LONG}",
    )


@weight(0.75)
@number("5.5")
def test_rolls_at_the_ends(rng: np.random.Generator) -> None:
    """NGramLM.sample: the smallest and the largest number that can be rolled give words that are possible"""
    largest = float(np.nextafter(1.0, 0.0))
    for _ in range(20):
        p = rng.dirichlet(np.ones(V))
        p[[0, 2, V - 1]] = 0.0  # neither the first ids nor the last one are possible
        p[1] = 0.0
        p /= p.sum()
        possible = np.flatnonzero(p)
        words = sample_by_script(Known(p.copy()), [0.0, largest, 0.0], 3)
        want = [int(possible[0]), int(possible[-1]), int(possible[0])]
        equal(words, want, f"NGramLM.sample, the dice showing 0, the largest number below 1, and 0; p = {p.round(3)}")


@weight(1)
@number("5.6")
def test_one_number_for_each_roll(rng: np.random.Generator) -> None:
    """NGramLM.sample: takes exactly one number per roll from its generator, and none from anywhere else"""
    for max_len in (0, 4, 60, 60, 60):
        known, seed = oracles.rows(rng, 2, V, end=0.3), int(rng.integers(1 << 30))
        known[0] = np.eye(V)[4]  # a word that is certain takes a roll, too
        want, used = oracles.rolled(known, iter(rolls(seed)), max_len)
        seen = sample_and_watch(Known(known), seed, max_len)
        if seen["global_randomness_kept"] is not True:
            fail("NGramLM.sample moved the global random state; use rng only")
        if seen["next"] != rolls(seed)[used]:
            fail(f"NGramLM.sample: after {used} rolls the generator's next number is not number {used + 1}")
        equal(len(seen["words"]), len(want), "NGramLM.sample: the number of words")
