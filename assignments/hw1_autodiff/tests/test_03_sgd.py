"""Piece 3: zero_grad and SGD."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import SGD, Leaf, zero_grad
from checking import close


@weight(1)
@number("3.1")
def test_zero_grad_sets_every_gradient_to_zeros() -> None:
    """zero_grad: every leaf's gradient becomes zeros, and its value stays"""
    a, b = Leaf([1.0, 2.0]), Leaf(3.0)
    a.out_gradient, b.out_gradient = np.array([4.0, -5.0]), np.array(6.0)
    zero_grad([a, b])
    close(a.out_gradient, [0.0, 0.0], "zero_grad([a, b]): a.out_gradient")
    close(b.out_gradient, 0.0, "zero_grad([a, b]): b.out_gradient")
    close(a.out_tensor, [1.0, 2.0], "zero_grad([a, b]): a.out_tensor")


@weight(1)
@number("3.2")
def test_sgd_step_moves_against_the_gradient() -> None:
    """SGD.step: subtracts the learning rate times the gradient from each value"""
    a, b = Leaf([1.0, 2.0]), Leaf(3.0)
    a.out_gradient, b.out_gradient = np.array([10.0, -20.0]), np.array(5.0)
    SGD([a, b], lr=0.1).step()
    close(a.out_tensor, [0.0, 4.0], "SGD.step from a = [1, 2] with gradient [10, -20] and lr 0.1: a.out_tensor")
    close(b.out_tensor, 2.5, "SGD.step from b = 3 with gradient 5 and lr 0.1: b.out_tensor")
