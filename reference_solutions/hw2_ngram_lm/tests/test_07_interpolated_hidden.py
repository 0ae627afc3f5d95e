"""Piece 7, hidden: Interpolated."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, distribution, equal, fail, numbers, of_shape
from drivers import dists, dists_after_changes, fitted_twice, leaves_alone, returns_itself
from judging import needs
from ngram_lm import Interpolated

V = 9
Array = np.ndarray


def fitted(rng: np.random.Generator, n: int) -> tuple[object, list[list[int]], Array]:
    """A model with random weights, the texts it was fitted to, and the weights."""
    seqs, lam = oracles.texts(rng, V, 8), rng.dirichlet(np.ones(n + 1))
    model = Interpolated(n, V, lam.copy())
    model.fit(seqs)
    return model, seqs, lam


def heldout(rng: np.random.Generator, seqs: oracles.Texts, n: int) -> tuple[list[list[int]], Array]:
    """Other texts with some of the same words, and parts[t, j]: p_j of each token t."""
    texts = [*oracles.texts(rng, V, 5), seqs[-1]]
    parts = [
        oracles.components(seqs, n, ids[:t], V)[:, word] for ids in texts for t, word in enumerate([*ids, oracles.EOS])
    ]
    return texts, np.array(parts)


@weight(1)
@number("7.4")
def test_components_on_random_texts(rng: np.random.Generator) -> None:
    """Interpolated.components: values on random texts, for contexts seen, seen in part, and never seen"""
    for n in (1, 2, 3):
        model, seqs, _ = fitted(rng, n)
        for history in oracles.histories(rng, V, seqs, 8):
            want = oracles.components(seqs, n, history, V)
            close(model.components(history), want, f"Interpolated({n}, {V}, …).components({history})")


@weight(1)
@number("7.5")
def test_interpolated_dist_on_random_texts(rng: np.random.Generator) -> None:
    """Interpolated.dist: values on random texts for random weights; fit returns the model itself"""
    for n in (1, 2, 3):
        model, seqs, lam = fitted(rng, n)
        equal(returns_itself(Interpolated(n, V, lam.copy()), seqs), True, "Interpolated.fit(…) is the model")
        once = Interpolated(n, V, lam.copy())
        once.fit(iter(seqs))
        asked = 2 * oracles.histories(rng, V, seqs, 8)
        for history, p in zip(asked, dists(model, asked), strict=True):
            want = lam @ oracles.components(seqs, n, history, V)
            close(p, want, f"Interpolated({n}, {V}, …).dist({history})")
            what = f"Interpolated({n}, {V}, …).dist({history}) after fit(iter(texts)), which can be read only once"
            close(once.dist(history), want, what)


@weight(1)
@number("7.6")
def test_interpolated_gives_distributions(rng: np.random.Generator) -> None:
    """Interpolated.dist: the sum is 1 and <s> has no part, also where the longer contexts were never seen"""
    for n in (2, 3, 4):
        model, seqs, lam = fitted(rng, n)
        unseen = [[2], [2, 2, 2, 2], [*seqs[-1][:1], 2], [2, *seqs[-1][:1]]]
        for history, p in zip(unseen, dists(model, unseen), strict=True):
            what = f"Interpolated({n}, {V}, …).dist({history})"
            close(distribution(p, V, what), lam @ oracles.components(seqs, n, history, V), what)


@weight(1.5)
@number("7.7")
def test_em_on_random_texts(rng: np.random.Generator) -> None:
    """Interpolated.em: log-likelihoods, and weights that dist uses, after several steps; it reads the texts once"""
    for n in (1, 2, 3):
        model, seqs, lam = fitted(rng, n)
        texts, parts = heldout(rng, seqs, n)
        for steps in (1, 3):
            want, lam = oracles.expectation_maximisation(parts, lam, steps)
            given = texts if steps == 1 else iter(texts)
            got = numbers(model.em(given, steps), steps, "Interpolated.em(heldout, steps)")
            close(got, want, f"Interpolated.em, n = {n}: the log-likelihood before each of {steps} steps")
            close(model.lam, lam, f"Interpolated.em, n = {n}: lam after {steps} steps")
            mixed = lam @ oracles.components(seqs, n, [], V)
            close(model.dist([]), mixed, f"Interpolated.em, n = {n}: dist([]) with the weights after {steps} steps")
    lam = np.array([0.5, 0.5, 0.0])  # a weight of 0 stays 0
    seqs = oracles.texts(rng, V, 10)
    model = Interpolated(2, V, lam.copy())
    model.fit(seqs)
    texts, parts = heldout(rng, seqs, 2)
    model.em(texts, 2)
    lam = oracles.expectation_maximisation(parts, lam, 2)[1]
    close(model.lam, lam, "Interpolated.em from weights of 1/2, 1/2 and 0: lam after 2 steps")


@weight(1)
@number("7.8")
def test_em_climbs_to_the_best_weights(rng: np.random.Generator) -> None:
    """Interpolated.em: the log-likelihood never falls, and many steps lead to weights that cannot be improved

    At the best weights the mean of p_j / p_mixture over all tokens is 1 for each j with a weight, and below 1 for
    the others.
    """
    seqs = oracles.texts(rng, V, 8)
    texts, parts = heldout(rng, seqs, 2)
    model = Interpolated(2, V, [1 / 3, 1 / 3, 1 / 3])
    model.fit(seqs)
    equal(numbers(model.em(texts, 0), 0, "Interpolated.em(heldout, 0)").tolist(), [], "Interpolated.em(heldout, 0)")
    logs = numbers(model.em(texts, 100), 100, "Interpolated.em(heldout, 100)")
    if (np.diff(logs) < -1e-9).any():
        fail("Interpolated.em: the log-likelihood fell from one step to the next")
    lam = of_shape(model.lam, (3,), "Interpolated.em: lam after 100 steps")
    close(lam.sum(), 1.0, "Interpolated.em: the sum of lam after 100 steps")
    gains = (parts / (parts @ lam)[:, None]).mean(axis=0)
    if (gains > 1.05).any() or (gains[lam > 0.1] < 0.9).any():
        fail(f"Interpolated.em: after 100 steps the weights {lam.round(4)} can still be improved")


@weight(0.5)
@number("7.9")
def test_a_second_fit_of_all_orders(rng: np.random.Generator) -> None:
    """Interpolated.fit: a model that is fitted again knows the new texts only, in every order"""
    for n in (1, 2, 3):
        first, second, lam = oracles.texts(rng, V, 8), oracles.texts(rng, V, 8), rng.dirichlet(np.ones(n + 1))
        asked = oracles.histories(rng, V, second, 8)
        with needs("7.1", "7.2", "7.4", "7.5"):
            fresh = Interpolated(n, V, lam.copy())
            fresh.fit(second)
            for history, p in zip(asked, dists(fresh, asked), strict=True):
                want = lam @ oracles.components(second, n, history, V)
                close(p, want, f"Interpolated({n}, {V}, …).dist({history})")
        got = fitted_twice(Interpolated(n, V, lam.copy()), first, second, asked)
        for history, p in zip(asked, got, strict=True):
            want = lam @ oracles.components(second, n, history, V)
            close(p, want, f"Interpolated({n}, {V}, …), fitted twice, then another: dist({history})")


@weight(0.5)
@number("7.10")
def test_interpolated_leaves_lists_alone(rng: np.random.Generator) -> None:
    """Interpolated: fit, components, dist and em do not change the lists that they are given; fit keeps none of them"""
    model, seqs, lam = fitted(rng, 3)
    history = max(seqs, key=len)[:-1]
    calls = {"fit": (model.fit, seqs), "components": (model.components, history), "dist": (model.dist, history)}
    calls |= {"em": (model.em, heldout(rng, seqs, 3)[0], 1)}
    with needs("7.1", "7.2", "7.4", "7.5"):
        for asked in (history, history[:1]):
            close(model.dist(asked), lam @ oracles.components(seqs, 3, asked, V), f"Interpolated.dist({asked})")
    for name, (call, *arguments) in calls.items():
        if leaves_alone(call, *arguments) is not True:
            fail(f"Interpolated.{name} changed a list that it was given; make a new one, e.g. [*ids, EOS]")
    later = dists_after_changes(Interpolated(3, V, lam.copy()), seqs, [history, history[:1]])
    for asked, p in zip([history, history[:1]], later, strict=True):
        what = f"after fit, and a change of the lists that it was given, Interpolated.dist({asked})"
        close(p, lam @ oracles.components(seqs, 3, asked, V), what)
