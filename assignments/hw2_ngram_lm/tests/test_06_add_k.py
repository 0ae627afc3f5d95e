"""Piece 6: AddK."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close, distribution
from ngram_lm import AddK


@weight(1)
@number("6.1")
def test_add_one() -> None:
    """AddK.dist: with k = 1, one more for each word that can be predicted, <s> excepted

    After word 3: word 4 twice, </s> once. With V = 6 there are five words to predict, so 3/8, 2/8 and 1/8 are right.
    """
    model = AddK(2, 6, k=1.0)
    model.fit([[3, 4], [3, 4, 3]])
    p = distribution(model.dist([3]), 6, "AddK(2, 6, k=1).dist([3])")
    close(p, [0, 2 / 8, 1 / 8, 1 / 8, 3 / 8, 1 / 8], "AddK(2, 6, k=1).dist([3])")


@weight(0.75)
@number("6.2")
def test_add_k_after_an_unseen_context() -> None:
    """AddK.dist: after a context never seen all words are equally probable, <s> excepted"""
    model = AddK(3, 6, k=0.5)
    model.fit([[3, 4], [3, 5]])
    close(model.dist([5, 5]), np.array([0, 1, 1, 1, 1, 1]) / 5, "after words unseen, AddK(3, 6, k=0.5).dist([5, 5])")
