"""The tape is played by recursion.

Python gives up after about a thousand nested calls, and a recurrent network on a long text has far more nodes than
that. A loop does the same.
"""

import numpy as np

from autodiff import tape

REGION = "tape_bwd"
CAUGHT_BY = [
    "test_a_deep_graph_is_played_once_each_in_reverse",
]


def tape_bwd(loss):
    # BEGIN SOLUTION tape_bwd
    def play():
        if len(tape):
            tape.pop().apply_bwd()
            play()

    loss.out_gradient = np.ones_like(loss.out_tensor)
    play()
    # END SOLUTION
