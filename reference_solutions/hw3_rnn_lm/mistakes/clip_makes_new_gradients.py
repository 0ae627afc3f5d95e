"""The gradients are replaced by new tensors.

Whoever holds on to a gradient (a hook, a logger, an optimizer that shares memory) still sees the old one. In place
means in the tensor that is there.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_works_in_place",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    params = [p for p in params if p.grad is not None]
    norm = math.sqrt(sum(p.grad.norm().item() ** 2 for p in params))
    if norm > max_norm:
        for p in params:
            p.grad = p.grad * (max_norm / norm)
    return norm
    # END SOLUTION
