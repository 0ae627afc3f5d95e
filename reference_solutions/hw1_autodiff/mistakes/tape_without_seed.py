"""dJ/dJ = 1 is missing.

All gradients start at zero, and zero times anything is zero. Somebody has to start with a one.
"""

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_tape_bwd_seeds_the_loss_and_plays_in_reverse",
    "test_tape_bwd_carries_gradients_through_a_chain_and_empties_the_tape",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    while len(tape):
        tape.pop().apply_bwd()
    # END SOLUTION
