"""Nodes that were pushed after the loss are popped, but not played.

Each node on the tape is visited once. Those after the loss have gradients of 0, and need no special case.
"""

import numpy as np

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_the_loss_that_is_given_is_seeded",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    loss.out_gradient = np.ones_like(loss.out_tensor)
    while len(tape):
        m = tape.pop()
        if m is loss:
            m.apply_bwd()
            break
    while len(tape):
        tape.pop().apply_bwd()
    # END SOLUTION
