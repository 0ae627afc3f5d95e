"""Small gradients are stretched.

The norm is to be at most max_norm. Gradients that are smaller stay as they are: otherwise all steps have the same
size, and training never comes to rest.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_leaves_small_gradients_alone",
    "test_clip_random_gradients",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum(g.norm().item() ** 2 for g in gradients))
    for g in gradients:
        g.mul_(max_norm / (norm + 1e-12))
    return norm
    # END SOLUTION
