"""Piece 3, hidden: zero_grad and SGD."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autodiff import SGD, Leaf, zero_grad
from checking import close
from drivers import add_to_gradient

SHAPES = [(2, 3), (4,), ()]


@weight(1)
@number("3.3")
def test_zeroed_gradients_are_arrays_of_their_own(rng: np.random.Generator) -> None:
    """zero_grad: each leaf gets zeros of its own shape, whatever was there, nan too; SGD.zero_grad does the same"""
    shapes = SHAPES * 2
    leaves = [Leaf(rng.standard_normal(shape)) for shape in shapes]
    for leaf in leaves:
        leaf.out_gradient = rng.standard_normal(leaf.out_tensor.shape)
    leaves[1].out_gradient, leaves[2].out_gradient = np.full(4, np.nan), np.array(np.inf)
    zero_grad(leaves)
    add_to_gradient(leaves[0], 1.5)
    for index, leaf in enumerate(leaves):
        want = np.full(shapes[index], 1.5 if index == 0 else 0.0)
        close(leaf.out_gradient, want, f"zero_grad, then 1.5 added for leaf 0: the gradient of leaf {index}")
    SGD(leaves[:2], lr=1.0).zero_grad()
    close(leaves[0].out_gradient, np.zeros(SHAPES[0]), "SGD.zero_grad: the gradient of leaf 0")


@weight(1)
@number("3.4")
def test_sgd_takes_steps_with_its_own_parameters_only(rng: np.random.Generator) -> None:
    """SGD.step: two steps with parameters of several shapes, large gradients too; other leaves and gradients stay"""
    values = [rng.standard_normal(shape) for shape in SHAPES]
    slopes = [rng.standard_normal(shape) for shape in SHAPES]
    slopes[0][0, 0] = 1e6
    leaves = [Leaf(value.copy()) for value in values]
    for leaf, slope in zip(leaves, slopes, strict=True):
        leaf.out_gradient = np.array(slope)
    lr = float(rng.uniform(0.01, 0.5))
    optimizer = SGD([leaves[0], leaves[2]], lr)
    optimizer.step()
    optimizer.step()
    for index, moved in enumerate([2, 0, 2]):
        want = values[index] - moved * lr * slopes[index]
        close(leaves[index].out_tensor, want, f"SGD.step, twice: the value of leaf {index}")
        close(leaves[index].out_gradient, slopes[index], f"SGD.step, twice: the gradient of leaf {index}")
