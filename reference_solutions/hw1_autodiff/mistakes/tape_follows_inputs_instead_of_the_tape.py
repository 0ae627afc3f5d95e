"""The graph is walked from the loss, path by path.

A node that is reached along two paths is then played twice, the first time before its gradient is complete. The tape
already holds every node once, in an order in which each node comes after all its inputs.
"""

import numpy as np

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_a_random_graph_agrees_with_the_sum_over_paths",
    "test_tape_bwd_seeds_the_loss_and_plays_in_reverse",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    loss.out_gradient = np.ones_like(loss.out_tensor)
    waiting = [loss]
    while waiting:
        m = waiting.pop()
        if m.in_modules:
            m.apply_bwd()
            waiting.extend(m.in_modules)
    tape.clear()
    # END SOLUTION
