"""Piece 6, hidden: AddK."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, distribution, fail
from drivers import dists, fitted_twice, leaves_alone
from judging import needs
from ngram_lm import AddK

V = 9


@weight(1.25)
@number("6.3")
def test_add_k_on_random_texts(rng: np.random.Generator) -> None:
    """AddK.dist: values on random texts for random k, whether the context was seen or not, for every n"""
    for n in (1, 2, 3):
        seqs, k = oracles.texts(rng, V, 10), float(rng.uniform(0.01, 2))
        model = AddK(n, V, k)
        model.fit(seqs)
        asked = oracles.histories(rng, V, seqs, 12)
        for history, p in zip(asked, dists(model, asked), strict=True):
            close(p, oracles.relative(seqs, n, history, V, k), f"AddK({n}, {V}, k={k:.3g}).dist({history})")


@weight(0.75)
@number("6.4")
def test_add_k_gives_distributions(rng: np.random.Generator) -> None:
    """AddK.dist: the sum is 1, <s> has no part, and every other word is possible"""
    for n, k in ((1, 10), (2, 1), (4, 0.001)):  # a whole number is a number, too
        seqs = oracles.texts(rng, V, 10)
        model = AddK(n, V, k)
        model.fit(seqs)
        asked = oracles.histories(rng, V, seqs, 8)
        for history, p in zip(asked, dists(model, asked), strict=True):
            what = f"AddK({n}, {V}, k={k}).dist({history})"
            if not (distribution(p, V, what)[1:] > 0).all():
                fail(f"{what} has entries of 0, expected only <s> to be impossible")
            close(p, oracles.relative(seqs, n, history, V, k), what)


@weight(0.75)
@number("6.5")
def test_asking_changes_nothing(rng: np.random.Generator) -> None:
    """AddK.dist: asking again gives the same; what is added is added to the answer and not to the counts"""
    seqs = oracles.texts(rng, V, 10)
    model = AddK(2, V, 0.5)
    model.fit(seqs)
    asked = [list(history) for history in oracles.histories(rng, V, seqs, 6)]
    with needs("6.1", "6.3"):
        for history in asked:
            fresh = AddK(2, V, 0.5)
            fresh.fit(seqs)
            want = oracles.relative(seqs, 2, history, V, 0.5)
            close(fresh.dist(history), want, f"AddK(2, {V}, k=0.5).dist({history})")
    for history, p in zip(asked * 3, dists(model, asked * 3), strict=True):
        close(p, oracles.relative(seqs, 2, history, V, 0.5), f"AddK(2, {V}, k=0.5).dist({history}), asked again")


@weight(0.5)
@number("6.6")
def test_a_second_fit_of_add_k(rng: np.random.Generator) -> None:
    """AddK: fitted again it knows the new texts only, also after it was asked in between; histories are not modified"""
    for n in (1, 2, 3):
        first, second = oracles.texts(rng, V, 8), oracles.texts(rng, V, 8)
        asked, model = oracles.histories(rng, V, second, 8), AddK(n, V, 0.5)
        with needs("6.1", "6.3"):
            fresh = AddK(n, V, 0.5)
            fresh.fit(second)
            for history, p in zip(asked, dists(fresh, asked), strict=True):
                close(p, oracles.relative(second, n, history, V, 0.5), f"AddK({n}, {V}, k=0.5).dist({history})")
        for history, p in zip(asked, fitted_twice(model, first, second, asked), strict=True):
            want = oracles.relative(second, n, history, V, 0.5)
            close(p, want, f"AddK({n}, {V}, k=0.5), fitted twice, then another: dist({history})")
        if leaves_alone(model.dist, []) is not True:
            fail("AddK.dist changed the history that it was given; make a new list")
