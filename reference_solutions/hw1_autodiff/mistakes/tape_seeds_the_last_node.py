"""The last node on the tape is seeded, not the loss that was given.

tape_bwd(loss) is told which node J is. Usually it is the last one on the tape, but a node that somebody computed from
the loss lies above it.
"""

import numpy as np

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_the_loss_that_is_given_is_seeded",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    last = tape.pop()
    last.out_gradient = np.ones_like(last.out_tensor)
    last.apply_bwd()
    while len(tape):
        tape.pop().apply_bwd()
    # END SOLUTION
