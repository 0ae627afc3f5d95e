"""Entries are clipped instead of the norm.

Cutting off each entry at max_norm changes the direction of the gradient. Clipping by the norm keeps it.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_scales_all_gradients_together",
    "test_clip_random_gradients",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum(g.norm().item() ** 2 for g in gradients))
    for g in gradients:
        g.clamp_(-max_norm, max_norm)
    return norm
    # END SOLUTION
