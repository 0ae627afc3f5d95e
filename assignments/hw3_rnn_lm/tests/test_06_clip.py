"""Piece 6: clip_grad_norm. Two gradients with the joint norm 5: (3, 0) and ((0), (-4))."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close_by_hand, near_by_hand
from drivers import clip

FIRST, SECOND = np.array([3.0, 0.0], dtype=np.float32), np.array([[0.0], [-4.0]], dtype=np.float32)


@weight(1)
@number("6.1")
def test_clip_scales_all_gradients_together() -> None:
    """clip_grad_norm: gradients with the joint norm 5 are all divided by 5 where at most 1 is allowed"""
    clipped = clip([FIRST, SECOND], 1.0)
    near_by_hand(clipped["returned"], 5.0, "clip_grad_norm: the norm it returns")
    close_by_hand(clipped["gradients"][0], [0.6, 0.0], "clip_grad_norm: the first gradient")
    close_by_hand(clipped["gradients"][1], [[0.0], [-0.8]], "clip_grad_norm: the second gradient")


@weight(1)
@number("6.2")
def test_clip_leaves_small_gradients_alone() -> None:
    """clip_grad_norm: gradients with the joint norm 5 stay as they are where 10 is allowed"""
    clipped = clip([FIRST, SECOND], 10.0)
    near_by_hand(clipped["returned"], 5.0, "clip_grad_norm: the norm it returns")
    close_by_hand(clipped["gradients"][0], [3.0, 0.0], "clip_grad_norm: the first gradient")
    close_by_hand(clipped["gradients"][1], [[0.0], [-4.0]], "clip_grad_norm: the second gradient")
