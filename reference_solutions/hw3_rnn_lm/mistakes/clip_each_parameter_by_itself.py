"""Each gradient is clipped by itself.

That changes the direction of the step: large gradients shrink and small ones do not. The joint norm is one number for
all gradients together, and all are scaled by the same factor.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_scales_all_gradients_together",
    "test_clip_random_gradients",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    norms = []
    for p in params:
        if p.grad is not None:
            norms.append(p.grad.norm().item())
            if norms[-1] > max_norm:
                p.grad.mul_(max_norm / norms[-1])
    return math.sqrt(sum(norm**2 for norm in norms))
    # END SOLUTION
