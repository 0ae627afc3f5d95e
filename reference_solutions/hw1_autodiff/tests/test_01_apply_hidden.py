"""Piece 1, hidden: apply_fwd and apply_bwd."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import autodiff
from autodiff import Leaf
from checking import close, fail, nodes, of_shape
from drivers import Blend, Handover, add_to_gradient


@weight(1)
@number("1.4")
def test_a_module_is_one_node(rng: np.random.Generator) -> None:
    """apply_fwd: applying a module a second time raises RuntimeError, at any time, and changes neither node nor tape"""
    x, g = rng.standard_normal((2, 3))
    want = 2 * x
    node = Blend(2.0)
    node.apply_fwd([Leaf(x)])
    node.out_gradient = g.copy()
    refuse(node, Leaf(x + 1), 1)
    autodiff.tape.clear()  # a node has been applied, whether or not it is on the tape still
    refuse(node, Leaf(x + 1), 0)
    close(node.out_tensor, want, "apply_fwd, refused: out_tensor")
    close(node.out_gradient, g, "apply_fwd, refused: out_gradient")
    (kept,) = nodes(node.in_modules, 1, "apply_fwd, refused: in_modules")
    close(kept.out_tensor, x, "apply_fwd, refused: in_modules[0].out_tensor")


def refuse(node: object, leaf: object, left: int) -> None:
    """apply_fwd must refuse the node, and leave this many nodes on the tape."""
    __tracebackhide__ = True
    try:
        node.apply_fwd([leaf])
    except RuntimeError:
        pass
    else:
        fail("apply_fwd of a node that was applied before raised nothing, expected a RuntimeError")
    if len(autodiff.tape) != left:
        fail(f"after a refused apply_fwd the tape holds {len(autodiff.tape)} nodes, expected {left} as before")


@weight(1)
@number("1.5")
def test_backward_is_given_values_and_cotangent(rng: np.random.Generator) -> None:
    """apply_bwd: calls backward once, with the inputs' values, the node's value and its gradient"""
    x, y, g = rng.standard_normal((3, 4, 2))
    want = 2 * x - y
    node = Blend(2.0, -1.0)
    node.apply_fwd([Leaf(x.copy()), Leaf(y.copy())])
    node.out_gradient = g.copy()
    node.apply_bwd()
    if node.calls != 1:
        fail(f"apply_bwd called backward {node.calls} times, expected once")
    in_tensors, out_tensor, out_gradient = node.received
    close(in_tensors[0], x, "apply_bwd: in_tensors[0] as backward got it")
    close(in_tensors[1], y, "apply_bwd: in_tensors[1] as backward got it")
    close(out_tensor, want, "apply_bwd: out_tensor as backward got it")
    close(out_gradient, g, "apply_bwd: out_gradient as backward got it")


@weight(2)
@number("1.6")
def test_an_input_collects_from_all_its_uses(rng: np.random.Generator) -> None:
    """apply_bwd: an input of two nodes, or one node's input twice, collects the sum, of large gradients and nan, too"""
    x, g, h = rng.standard_normal((3, 2, 3))
    leaf = Leaf(x)
    left, both = Blend(3.0), Blend(-1.0, 0.5)
    left.apply_fwd([leaf])
    both.apply_fwd([leaf, leaf])
    left.out_gradient, both.out_gradient = g.copy(), h.copy()
    both.apply_bwd()
    close(leaf.out_gradient, -0.5 * h, "apply_bwd: the gradient of a node that is both inputs")
    left.apply_bwd()
    close(leaf.out_gradient, 3 * g - 0.5 * h, "apply_bwd: the gradient of an input of two nodes")
    odd, node = Leaf(np.zeros(2)), Blend(3.0)
    node.apply_fwd([odd])
    node.out_gradient = np.array([1e9, np.nan])
    node.apply_bwd()
    grown = of_shape(odd.out_gradient, (2,), "apply_bwd: the gradient of an input")
    close(grown[:1], [3e9], "apply_bwd of a cotangent of 1e9: the gradient of the input of 3 a")
    if not np.isnan(grown[1]):
        fail(f"apply_bwd of a cotangent of nan made the input's gradient {grown[1]:.6g}; a nan must not be hidden")


@weight(1)
@number("1.7")
def test_gradients_share_no_memory(rng: np.random.Generator) -> None:
    """apply_bwd: gradients of different nodes never share memory, whatever backward returns"""
    x, y, g, h = rng.standard_normal((4, 3))
    a, b = Leaf(x), Leaf(y)
    node, later = Handover(), Blend(4.0)
    node.apply_fwd([a, b])
    later.apply_fwd([a])
    node.out_gradient, later.out_gradient = g.copy(), h.copy()
    node.apply_bwd()
    add_to_gradient(a, 1.5)  # in place, as some ways to zero gradients are
    close(b.out_gradient, g, "apply_bwd, and then one input's gradient grew in place: the other input's gradient")
    close(node.out_gradient, g, "apply_bwd, and then one input's gradient grew in place: the node's own gradient")
    add_to_gradient(a, -1.5)
    later.apply_bwd()
    close(a.out_gradient, g + 4 * h, "apply_bwd: the gradient of the input that went on growing")
    close(b.out_gradient, g, "apply_bwd: the gradient of the other input, which must not grow with it,")
    close(node.out_gradient, g, "apply_bwd: the node's own gradient, which must not grow with its input's,")


@weight(1)
@number("1.8")
def test_apply_fwd_leaves_its_inputs_alone(rng: np.random.Generator) -> None:
    """apply_fwd: the inputs' values and gradients stay, scalar nodes work; each node has zeros of its own"""
    x, g = rng.standard_normal(2)
    leaf = Leaf(x)
    leaf.out_gradient = np.array(g)
    node = Blend(2.0)
    node.apply_fwd([leaf])
    close(leaf.out_tensor, x, "apply_fwd: the value of an input")
    close(leaf.out_gradient, g, "apply_fwd: the gradient of an input")
    close(node.out_tensor, 2 * x, "apply_fwd: the value of a scalar node")
    close(node.out_gradient, 0.0, "apply_fwd: the gradient of a new scalar node")
    infinite = Blend(2.0)
    infinite.apply_fwd([Leaf([np.inf, x])])
    close(infinite.out_gradient, [0.0, 0.0], "apply_fwd: the gradient of a new node whose value is infinite")
    first, second = Blend(2.0), Blend(2.0)
    for twin in (first, second):
        twin.apply_fwd([Leaf([x, g])])
    add_to_gradient(first, 1.5)
    close(second.out_gradient, [0.0, 0.0], "apply_fwd: the gradient of a new node, after that of another one grew,")
