"""All gradients zero is not expected.

A joint norm of 0 happens, for example when the model is perfect. max_norm / 0 is an error or not a number: divide
only where there is something to scale.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_of_nothing",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum(g.norm().item() ** 2 for g in gradients))
    scale = min(1.0, max_norm / norm)
    for g in gradients:
        g.mul_(scale)
    return norm
    # END SOLUTION
