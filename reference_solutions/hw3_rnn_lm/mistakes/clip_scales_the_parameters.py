"""The parameters are scaled instead of their gradients.

Clipping limits how far one step goes. Where the model is must not change.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_scales_all_gradients_together",
    "test_clip_works_in_place",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    params = [p for p in params if p.grad is not None]
    norm = math.sqrt(sum(p.grad.norm().item() ** 2 for p in params))
    if norm > max_norm:
        for p in params:
            p.data.mul_(max_norm / norm)
    return norm
    # END SOLUTION
