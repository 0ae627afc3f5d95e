"""torch's own clipping does the work.

It is right, and it is what you would use tomorrow; today you write it. It takes five lines.
"""

from torch import nn

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_is_written_by_hand",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    return nn.utils.clip_grad_norm_(params, max_norm).item()
    # END SOLUTION
