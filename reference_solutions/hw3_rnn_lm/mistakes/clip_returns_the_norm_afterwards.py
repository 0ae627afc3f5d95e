"""The norm after scaling is returned.

That is a number one knows already. The norm before tells whether training is about to explode: run.py draws it.
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
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return min(norm, max_norm)
    # END SOLUTION
