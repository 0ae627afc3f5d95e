"""Piece 1: apply_fwd and apply_bwd, the bookkeeping around every node."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import autodiff
from autodiff import Leaf
from checking import close, fail, nodes, value
from drivers import Blend


@weight(1)
@number("1.1")
def test_apply_fwd_computes_the_value_and_returns_the_node() -> None:
    """apply_fwd: computes the node's value from its inputs and returns the node

    The nodes of this check compute 2 a + 5 b, and 3 times that.
    """
    node = Blend(2.0, 5.0).apply_fwd([Leaf([1.0, 2.0]), Leaf([10.0, 20.0])])
    close(value(node, "the result of apply_fwd"), [52.0, 104.0], "apply_fwd: (2 a + 5 b).out_tensor")
    after = Blend(3.0)
    after.apply_fwd([node])
    close(after.out_tensor, [156.0, 312.0], "apply_fwd: (3 (2 a + 5 b)).out_tensor")


@weight(1)
@number("1.2")
def test_apply_fwd_records_the_node() -> None:
    """apply_fwd: remembers the inputs, starts the gradient at zeros, and pushes the node on the tape"""
    node = Blend(2.0, 5.0)
    node.apply_fwd([Leaf([1.0, 2.0]), Leaf([10.0, 20.0])])
    close(node.out_gradient, [0.0, 0.0], "apply_fwd: the new node's out_gradient")
    inputs = nodes(node.in_modules, 2, "apply_fwd: the new node's in_modules")
    close(inputs[1].out_tensor, [10.0, 20.0], "apply_fwd: in_modules[1].out_tensor")
    if len(autodiff.tape) != 1:
        fail(f"after one apply_fwd the tape holds {len(autodiff.tape)} nodes, expected 1 (leaves are not on it)")


@weight(2)
@number("1.3")
def test_apply_bwd_increments_the_gradients_of_the_inputs() -> None:
    """apply_bwd: increments the gradient of each input

    The node computes 3 a - b, so a cotangent g sends 3 g to a and -g to b; playing it twice sends it twice.
    """
    a, b = Leaf([1.0, 2.0]), Leaf([10.0, 20.0])
    node = Blend(3.0, -1.0)
    node.apply_fwd([a, b])
    node.out_gradient = np.array([1.0, 10.0])
    node.apply_bwd()
    close(a.out_gradient, [3.0, 30.0], "apply_bwd: a.out_gradient")
    close(b.out_gradient, [-1.0, -10.0], "apply_bwd: b.out_gradient")
    node.apply_bwd()
    close(a.out_gradient, [6.0, 60.0], "apply_bwd, called a second time: a.out_gradient")
    close(b.out_gradient, [-2.0, -20.0], "apply_bwd, called a second time: b.out_gradient")
