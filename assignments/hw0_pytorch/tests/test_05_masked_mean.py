"""Piece 5: masked_mean, for two sequences of three steps with two features each."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand
from drivers import call

X = np.array([[[1.0, 10.0], [3.0, 20.0], [5.0, 60.0]], [[2.0, 4.0], [8.0, 6.0], [9.0, 9.0]]], dtype=np.float32)


@weight(0.5)
@number("5.1")
def test_masked_mean_of_two_sequences() -> None:
    """masked_mean: values for two sequences of which different steps count"""
    mask = np.array([[True, False, True], [True, True, False]])
    close_by_hand(call("masked_mean", X, mask), [[3.0, 35.0], [5.0, 5.0]], "masked_mean(x, mask)")


@weight(0.5)
@number("5.2")
def test_masked_mean_of_no_steps_and_of_all_steps() -> None:
    """masked_mean: a row without any step is 0, and one with all steps is the plain mean"""
    mask = np.array([[True, True, True], [False, False, False]])
    close_by_hand(call("masked_mean", X, mask), [[3.0, 30.0], [0.0, 0.0]], "masked_mean(x, mask)")
