"""Piece 7: Interpolated."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close, numbers
from ngram_lm import Interpolated

TEXTS = [[3, 4], [3, 3]]  # unigrams: 3 three times, 4 once, </s> twice; after 3: 4 once, 3 once, </s> once


def fitted(*lam: float) -> object:
    model = Interpolated(len(lam) - 1, 5, list(lam))
    model.fit(TEXTS)
    return model


@weight(1)
@number("7.1")
def test_components_of_a_bigram_model() -> None:
    """Interpolated.components: uniform, unigram and bigram estimates; a context never seen repeats the row above"""
    uniform, unigram = [0, 1 / 4, 1 / 4, 1 / 4, 1 / 4], [0, 2 / 6, 0, 3 / 6, 1 / 6]
    model = fitted(0.1, 0.3, 0.6)
    close(model.components([3]), [uniform, unigram, [0, 1 / 3, 0, 1 / 3, 1 / 3]], "Interpolated.components([3])")
    close(model.components([2]), [uniform, unigram, unigram], "after a word never seen, Interpolated.components([2])")


@weight(1)
@number("7.2")
def test_interpolated_mixes_its_components() -> None:
    """Interpolated.dist: the components weighted by lam

    For word 4 after 3: 0.1 1/4 + 0.3 1/6 + 0.6 1/3 = 0.275.
    """
    want = np.array([0.0, 0.025 + 0.1 + 0.2, 0.025, 0.025 + 0.15 + 0.2, 0.025 + 0.05 + 0.2])
    close(fitted(0.1, 0.3, 0.6).dist([3]), want, "Interpolated(2, 5, [0.1, 0.3, 0.6]).dist([3])")


@weight(1.5)
@number("7.3")
def test_one_step_of_em() -> None:
    """Interpolated.em: one step on one word gives the posterior shares, and returns the log-likelihood before it

    A unigram model with lam = (0.4, 0.6), held-out text: 4 </s>. Word 4 has 0.4 1/4 = 0.1 from the uniform component
    and 0.6 1/6 = 0.1 from the unigrams: shares of 1/2 each. </s> has 0.1 and 0.6 2/6 = 0.2: shares of 1/3 and 2/3.
    """
    model = fitted(0.4, 0.6)
    before = numbers(model.em([[4]], 1), 1, "Interpolated.em(heldout, 1)")
    close(before[0], np.log(0.2) + np.log(0.3), "Interpolated.em: the log-likelihood before the step")
    close(model.lam, [5 / 12, 7 / 12], "Interpolated.em: lam after one step")
