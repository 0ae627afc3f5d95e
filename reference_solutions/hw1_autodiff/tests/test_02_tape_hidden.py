"""Piece 2, hidden: tape_bwd."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import autodiff
from autodiff import Leaf, tape_bwd
from checking import close, fail
from drivers import Blend, play


@weight(1)
@number("2.3")
def test_a_deep_graph_is_played_once_each_in_reverse(rng: np.random.Generator) -> None:
    """tape_bwd: plays thousands of nodes, each exactly once, last one first, without recursion"""
    length = int(rng.integers(2500, 3500))
    played = play(length)
    if played["order"] != list(range(length))[::-1]:
        fail(f"tape_bwd on {length} nodes: each must be played once, in reverse order of its push")
    if played["left"] != 0:
        fail(f"tape_bwd left {played['left']} of {length} nodes on the tape")


@weight(1)
@number("2.4")
def test_gradients_of_two_losses_add_up(rng: np.random.Generator) -> None:
    """tape_bwd: gradients of two losses add up in the leaves they share"""
    first, second, start = rng.standard_normal(3)
    leaf = Leaf(start)
    for factor in (first, second):
        loss = Blend(float(factor))
        loss.apply_fwd([leaf])
        tape_bwd(loss)
        if len(autodiff.tape) != 0:
            fail(f"tape_bwd left {len(autodiff.tape)} nodes on the tape")
    close(leaf.out_gradient, first + second, "tape_bwd, for two losses in turn: the gradient of a shared leaf")


@weight(1.5)
@number("2.5")
def test_a_random_graph_agrees_with_the_sum_over_paths(rng: np.random.Generator) -> None:
    """tape_bwd: on a random graph, each gradient is the sum over all paths of the products of the derivatives

    Node k is a weighted sum of some of the nodes before it, so the matrix of total derivatives is (I - W)^-1, which
    is the sum over paths of any length: Version A of the lecture, without a tape.
    """
    leaves, count = 2, 8
    weights = np.zeros((count, count))
    nodes = [Leaf(value) for value in rng.standard_normal(leaves)]
    for k in range(leaves, count):
        inputs = np.union1d([k - 1, k - 2], rng.choice(k, size=2, replace=False))  # so each node has two consumers
        weights[k, inputs] = rng.uniform(0.5, 1.5, size=len(inputs)) * rng.choice([-1.0, 1.0], size=len(inputs))
        node = Blend(*(float(w) for w in weights[k, inputs]))
        node.apply_fwd([nodes[i] for i in inputs])
        nodes.append(node)
    tape_bwd(nodes[-1])
    total = np.linalg.inv(np.eye(count) - weights)[-1]
    for k in range(count):
        close(nodes[k].out_gradient, total[k], f"tape_bwd: dJ/dv for node {k} of {count}", rtol=1e-6)


@weight(0.5)
@number("2.6")
def test_the_loss_that_is_given_is_seeded(rng: np.random.Generator) -> None:
    """tape_bwd: seeds the loss that it is given, which need not be the last node on the tape

    A node that was computed from the loss afterwards has a gradient of 0, so it adds nothing to anything; it is visited
    like all others.
    """
    played = play(5, loss=2)
    if played["order"] != [4, 3, 2, 1, 0]:
        fail(f"tape_bwd of node 2 of 5 played {played['order'][:9]}, expected [4, 3, 2, 1, 0]: each node once")
    close(played["seed"], 1.0, "tape_bwd(J), where J is not the last node: J.out_gradient")
    factor, scale, start = rng.uniform(1.5, 3.0, size=3)
    leaf, loss, later = Leaf(start), Blend(float(factor)), Blend(float(scale))
    loss.apply_fwd([leaf])
    later.apply_fwd([loss])
    tape_bwd(loss)
    close(later.out_gradient, 0.0, "tape_bwd(J), where a later node was computed from J: the later node's gradient")
    close(leaf.out_gradient, factor, "tape_bwd(J), where a later node was computed from J: the gradient of a leaf")
    if len(autodiff.tape) != 0:
        fail(f"tape_bwd left {len(autodiff.tape)} nodes on the tape")
