"""Piece 5: batchify."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal
from drivers import batchify


@weight(1)
@number("5.1")
def test_batchify_ten_tokens_in_three_streams() -> None:
    """batchify: ten tokens in three streams are three rows; the last token is dropped"""
    equal(batchify(np.arange(10), 3), np.array([[0, 3, 6], [1, 4, 7], [2, 5, 8]]), "batchify(0 … 9, batch=3)")


@weight(0.5)
@number("5.2")
def test_batchify_columns_are_the_text() -> None:
    """batchify: the columns, read one after the other from top to bottom, are the text"""
    text = 7 * np.arange(24) % 11
    want = text.reshape(4, 6).T.copy()
    equal(batchify(text, 4), want, "batchify(text, batch=4)")
