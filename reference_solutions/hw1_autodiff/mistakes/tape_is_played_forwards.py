"""The tape is played from its beginning.

A node must wait until all nodes after it have added to its gradient. Last in, first out.
"""

import numpy as np

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_tape_bwd_seeds_the_loss_and_plays_in_reverse",
    "test_a_deep_graph_is_played_once_each_in_reverse",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    loss.out_gradient = np.ones_like(loss.out_tensor)
    nodes = [tape.pop() for _ in range(len(tape))]
    for m in reversed(nodes):
        m.apply_bwd()
    # END SOLUTION
