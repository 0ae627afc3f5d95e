"""The tape is read but not emptied.

Next time, the nodes of the old graph are played again, with their old gradients. Pop each node.
"""

import numpy as np

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_tape_bwd_carries_gradients_through_a_chain_and_empties_the_tape",
    "test_gradients_of_two_losses_add_up",
    "test_a_deep_graph_is_played_once_each_in_reverse",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    loss.out_gradient = np.ones_like(loss.out_tensor)
    for m in reversed(tape._stack):
        m.apply_bwd()
    # END SOLUTION
