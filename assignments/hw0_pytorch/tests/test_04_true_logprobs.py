"""Piece 4: true_logprobs. The softmax of these logits is [[1/4, 1/4, 1/2], [1/2, 1/4, 1/4]]."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand
from drivers import call

LOGITS = np.log([[1.0, 1.0, 2.0], [6.0, 3.0, 3.0]]).astype(np.float32)


@weight(0.5)
@number("4.1")
def test_true_logprobs_of_two_rows() -> None:
    """true_logprobs: values for two rows"""
    got = call("true_logprobs", LOGITS, np.array([2, 1]))
    close_by_hand(got, np.log([1 / 2, 1 / 4]), "true_logprobs(logits, [2, 1])")


@weight(0.5)
@number("4.2")
def test_true_logprobs_ignore_a_shift() -> None:
    """true_logprobs: adding a number to all logits of a row changes nothing"""
    shift = np.array([[20.0], [-10.0]], dtype=np.float32)
    got = call("true_logprobs", LOGITS + shift, np.array([0, 0]))
    close_by_hand(got, np.log([1 / 4, 1 / 2]), "true_logprobs of shifted logits", atol=1e-5)
