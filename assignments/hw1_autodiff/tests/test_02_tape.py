"""Piece 2: tape_bwd, which plays the tape."""

from gradescope_utils.autograder_utils.decorators import number, weight

import autodiff
from autodiff import Leaf, tape_bwd
from checking import close, fail
from drivers import Blend, play


@weight(1)
@number("2.1")
def test_tape_bwd_seeds_the_loss_and_plays_in_reverse() -> None:
    """tape_bwd: sets dJ/dJ to 1 and plays the last node first

    Three nodes, numbered 0, 1, 2 in the order of their push, write down when their apply_bwd is called.
    """
    played = play(3)
    order = played["order"]
    if order != [2, 1, 0]:
        told = str(order[:20]) if len(order) <= 20 else f"{str(order[:20])[:-1]}, …]"
        fail(f"tape_bwd played the nodes in the order {told}, expected [2, 1, 0]")
    close(played["seed"], 1.0, "tape_bwd: J.out_gradient")


@weight(1)
@number("2.2")
def test_tape_bwd_carries_gradients_through_a_chain_and_empties_the_tape() -> None:
    """tape_bwd: the gradient of 2 (3 x) is 6, and the tape is empty afterwards"""
    x, inner, loss = Leaf(5.0), Blend(3.0), Blend(2.0)
    inner.apply_fwd([x])
    loss.apply_fwd([inner])
    tape_bwd(loss)
    close(x.out_gradient, 6.0, "tape_bwd for J = 2 (3 x): x.out_gradient")
    if len(autodiff.tape) != 0:
        fail(f"tape_bwd left {len(autodiff.tape)} nodes on the tape; pop until it is empty")
